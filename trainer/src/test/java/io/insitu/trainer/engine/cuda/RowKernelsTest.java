package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.engine.cuda.Rows.Type;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kernel against the CPU engine: on the host, and on a device where one is. */
@ParameterizedClass
@MethodSource("io.insitu.trainer.engine.cuda.Devices#here")
class RowKernelsTest {
    /** One rounding to bf16, and a little for sums in another order. */
    private static final double ROUNDED = 0x1.1p-8;

    @Parameter
    Devices where;

    /** @param gap elements between rows: some break every alignment, and one ends a row inside an aligned octet */
    record Shape(int rows, int columns, int gap) {}

    static Stream<Shape> shapes() {
        return IntStream.of(1, 7, 33)
                .boxed()
                .flatMap(rows -> IntStream.of(1, 6, 8, 40, 257, 2056)
                        .boxed()
                        .flatMap(columns -> IntStream.of(0, 3, 8, 7 - (columns + 7) % 8)
                                .distinct()
                                .mapToObj(gap -> new Shape(rows, columns, gap))))
                .filter(s -> s.rows * s.columns < 20_000);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void rowsAreCopiedAsTheyAreAndEmbeddedExactly(Shape s) {
        try (Grid grid = new Grid(where, 1)) {
            float[] table = grid.numbers(50 * s.columns);
            int[] wanted = grid.below(50, s.rows);
            Rows from = grid.rows(table, 50, s.gap);
            Rows wide = grid.rows(new float[s.rows * s.columns], s.rows, s.gap, Type.F32);
            float[] result = grid.both(wide, () -> grid.kernels.embed(from, grid.ints(wanted), wide));
            Mat twin = grid.mat(s.rows, s.columns);
            grid.cpu.gather(grid.mat(table, 50), wanted, twin);
            assertThat(result).containsExactly(grid.cpu.read(twin));
            Rows to = grid.rows(new float[s.rows * s.columns], s.rows, s.gap);
            assertThat(grid.both(to, () -> grid.kernels.copy(from.rows(3, s.rows), to)))
                    .containsExactly(Arrays.copyOfRange(table, 3 * s.columns, (3 + s.rows) * s.columns));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void normsAreThoseOfTheCpu(Shape s) {
        try (Grid grid = new Grid(where, 3)) {
            float[] all = exact(grid.numbers(40 * s.columns));
            float[] w = grid.numbers(s.columns);
            int[] places = places(s.rows);
            Mat xs = grid.mat(s.rows, s.columns);
            grid.cpu.gather(grid.mat(all, 40), places, xs);
            Rows in = grid.rows(all, 40, s.gap, Type.F32);
            Rows y = grid.rows(new float[s.rows * s.columns], s.rows, s.gap);
            Rows kept = grid.rows(new float[s.rows * s.columns], s.rows, s.gap);
            Rows none = kept.rows(0, 0);
            long rstd = grid.floats(new float[s.rows]);
            long weight = grid.floats(w);
            float[] result =
                    grid.both(y, () -> grid.kernels.rmsNorm(in, grid.ints(places), weight, 1e-5f, y, none, rstd));
            Mat twin = grid.mat(s.rows, s.columns);
            Mat roots = grid.mat(1, s.rows);
            grid.cpu.rmsNorm(xs, grid.mat(w, 1), 1e-5f, twin, roots);
            near(result, grid.cpu.read(twin), ROUNDED, 0);
            near(grid.floatsAt(rstd, s.rows), grid.cpu.read(roots), 1e-5, 0);
            Rows packed = grid.rows(grid.cpu.read(xs), s.rows, s.gap, Type.F32);
            assertThat(grid.read(kept)).as("nobody goes back").containsOnly(0);
            assertThat(grid.both(y, () -> grid.kernels.rmsNorm(packed, 0, weight, 1e-5f, y, kept, rstd)))
                    .as("all of them, in order")
                    .containsExactly(result);
            assertThat(grid.read(kept)).containsExactly(rounded(grid.cpu.read(xs)));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientsOfNormsAreThoseOfTheCpu(Shape s) {
        try (Grid grid = new Grid(where, 4)) {
            float[] x = grid.numbers(s.rows * s.columns);
            float[] w = grid.numbers(s.columns);
            float[] dy = grid.numbers(x.length);
            float[] before = exact(grid.numbers(40 * s.columns));
            int[] places = places(s.rows);
            Mat xs = grid.mat(x, s.rows);
            Mat roots = grid.mat(1, s.rows);
            grid.cpu.rmsNorm(xs, grid.mat(w, 1), 1e-5f, grid.mat(s.rows, s.columns), roots);
            Mat dxs = grid.mat(s.rows, s.columns);
            grid.cpu.rmsNormBackward(xs, grid.mat(w, 1), roots, grid.mat(dy, s.rows), dxs, null);
            Mat twin = grid.mat(before, 40);
            grid.cpu.scatterAdd(dxs, places, twin);
            long rstd = grid.floats(grid.cpu.read(roots));
            long weight = grid.floats(w);
            Rows in = grid.rows(x, s.rows, s.gap);
            Rows up = grid.rows(dy, s.rows, s.gap);
            Rows dx = grid.rows(before, 40, s.gap, Type.F32);
            Rows read = grid.rows(new float[before.length], 40, s.gap);
            float[] result = grid.both(
                    dx, () -> grid.kernels.rmsNormBackward(in, grid.ints(places), weight, rstd, up, dx, read));
            near(result, grid.cpu.read(twin), 1e-5, 1e-6);
            float[] expected = rounded(result);
            float[] seen = grid.read(read);
            for (int row : places) {
                assertThat(Arrays.copyOfRange(seen, row * s.columns, (row + 1) * s.columns))
                        .containsExactly(Arrays.copyOfRange(expected, row * s.columns, (row + 1) * s.columns));
            }
            Rows all = grid.rows(new float[x.length], s.rows, s.gap, Type.F32);
            grid.kernels.rmsNormBackward(in, 0, weight, rstd, up, all, read.rows(0, s.rows));
            near(grid.read(all), grid.cpu.read(dxs), 1e-5, 1e-6);
        }
    }

    private static float[] rounded(float[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Bf16.widen(Bf16.round(values[i]));
        }
        return rounded;
    }

    /** Distinct, and in no order. */
    private static int[] places(int rows) {
        return IntStream.range(0, rows).map(i -> (i * 7 + 3) % 40).toArray();
    }

    /** No bf16 numbers any more. */
    private static float[] exact(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1 + i % 1000 * 0x1p-14f;
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gatesAreThoseOfTheCpu(Shape s) {
        try (Grid grid = new Grid(where, 5)) {
            float[] gateUp = grid.numbers(s.rows * s.columns * 2);
            gateUp[0] = 90; // where e^-x and its reciprocal leave float32
            gateUp[gateUp.length - 1] = -90;
            if (s.columns > 1) {
                gateUp[1] = -90;
            }
            float[] dOut = grid.numbers(s.rows * s.columns);
            Rows in = grid.rows(gateUp, s.rows, s.gap);
            Rows out = grid.rows(dOut, s.rows, s.gap);
            float[] result = grid.both(out, () -> grid.kernels.swiGlu(in, out));
            Mat twin = grid.mat(s.rows, s.columns);
            grid.cpu.swiGlu(grid.mat(gateUp, s.rows), twin);
            near(result, grid.cpu.read(twin), ROUNDED, 1e-5);

            Rows up = grid.rows(dOut, s.rows, s.gap);
            Rows dIn = grid.rows(new float[gateUp.length], s.rows, s.gap);
            Rows gated = grid.rows(new float[dOut.length], s.rows, s.gap);
            float[] gradient = grid.both(dIn, () -> grid.kernels.swiGluBackward(in, up, dIn, gated));
            Mat dTwin = grid.mat(s.rows, 2 * s.columns);
            grid.cpu.swiGluBackward(grid.mat(gateUp, s.rows), grid.mat(dOut, s.rows), dTwin);
            near(gradient, grid.cpu.read(dTwin), ROUNDED, 1e-5);
            assertThat(grid.read(gated)).containsExactly(result);

            grid.kernels.swiGluBackward(in, up, in, up); // in place
            assertThat(grid.read(in)).containsExactly(gradient);
            assertThat(grid.read(up)).containsExactly(result);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void headsTurnAsOnTheCpuAndBack(Shape s) {
        int headDim = s.columns % 2 == 0 ? Math.min(s.columns, 128) : 6;
        AttentionShape shape = new AttentionShape(4, 2, headDim);
        try (Grid grid = new Grid(where, 6)) {
            double[] frequencies = IntStream.range(0, headDim / 2)
                    .mapToDouble(j -> StrictMath.pow(100, -2.0 * j / headDim))
                    .toArray();
            RopeTable table = new RopeTable(frequencies, 60);
            long cos = grid.floats(table.upTo(60).cos());
            long sin = grid.floats(table.upTo(60).sin());
            float[] values = grid.numbers(s.rows * 8 * headDim);
            int[] positions = grid.below(60, s.rows);
            for (int direction : new int[] {1, -1}) {
                Rows qkv = grid.rows(values, s.rows, s.gap);
                float[] result =
                        grid.both(qkv, () -> grid.kernels.rope(qkv, grid.ints(positions), cos, sin, shape, direction));
                Mat twin = grid.mat(values, s.rows);
                grid.cpu.rope(positions, table, shape, direction, twin);
                near(result, grid.cpu.read(twin), ROUNDED, 0);
            }
        }
    }

    @Test
    void aTieGoesToTheEven() {
        assertThat(Bf16.widen(Bf16.round(0x1.01p0f))).isEqualTo(0x1p0f);
        assertThat(Bf16.widen(Bf16.round(0x1.03p0f))).isEqualTo(0x1.04p0f);
    }

    /** Relative to the value, and to the largest of all for what cancels. */
    static void near(float[] result, float[] expected, double relative, double ofLargest) {
        assertThat(result).hasSameSizeAs(expected);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < result.length; i++) {
            double allowed = relative * Math.abs(expected[i]) + ofLargest * largest + 1e-30;
            if (!(Math.abs(result[i] - expected[i]) <= allowed)) {
                throw new AssertionError(
                        "at " + i + " of " + result.length + ": " + result[i] + ", expected " + expected[i]);
            }
        }
    }
}
