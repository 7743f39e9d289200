package io.insitu.trainer.engine.cuda;

import static io.insitu.trainer.engine.cuda.RowKernelsTest.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.cuda.Rows.Type;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of the head, the optimizer and the adapter against the CPU engine: on the host, and on a device where one is. */
@ParameterizedClass
@MethodSource("io.insitu.trainer.engine.cuda.Devices#here")
class VectorKernelsTest {
    @Parameter
    Devices where;

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 100, 4099, 17_000})
    void aRowOfLogitsIsJudgedAsByTheCpu(int vocabulary) {
        for (int rows : new int[] {1, 7}) {
            for (float size : new float[] {0.01f, 8, 400}) {
                try (Grid grid = new Grid(where, vocabulary)) {
                    head(grid, rows, vocabulary, size, vocabulary % 3);
                }
            }
        }
    }

    private static void head(Grid grid, int rows, int vocabulary, float size, int gap) {
        float[] logits = grid.numbers(rows * vocabulary);
        for (int i = 0; i < logits.length; i++) {
            logits[i] *= size;
        }
        int[] targets = grid.below(vocabulary, rows);
        for (int v = 0; v < vocabulary; v++) { // one target is the likeliest
            targets[0] = logits[v] > logits[targets[0]] ? v : targets[0];
        }
        float[] coefficients = grid.numbers(rows);
        coefficients[rows - 1] = rows > 1 ? 0 : coefficients[0];

        float[] logProbs = new float[rows];
        float[] entropies = new float[rows];
        boolean[] tops = new boolean[rows];
        // one hidden unit for each row, so that the head's product gives just these logits
        float[] identity = new float[rows * rows];
        float[] head = new float[vocabulary * rows];
        for (int r = 0; r < rows; r++) {
            identity[r * rows + r] = 1;
            for (int v = 0; v < vocabulary; v++) {
                head[v * rows + r] = logits[r * vocabulary + v];
            }
        }
        Mat dHidden = grid.mat(rows, rows);
        Mat dHead = grid.mat(vocabulary, rows);
        try (Arena arena = new Arena(grid.cpu)) {
            grid.cpu.headBackward(
                    grid.mat(identity, rows),
                    targets,
                    grid.mat(head, vocabulary),
                    arena,
                    (target, logProb, top, entropy) -> {
                        logProbs[target] = logProb;
                        tops[target] = top;
                        entropies[target] = entropy;
                        return coefficients[target];
                    },
                    dHidden,
                    dHead);
        }
        float[] transposed = grid.cpu.read(dHead); // (vocabulary, rows): the gradient of the logits, turned

        Rows z = grid.rows(logits, rows, gap, Type.F32);
        long wanted = grid.ints(targets);
        Rows stats = Rows.of(grid.floats(new float[rows * HeadKernels.STATS]), rows, HeadKernels.STATS, Type.F32);
        float[] seen = grid.both(stats, () -> grid.head.rowStats(z, wanted, stats.address()));
        for (int r = 0; r < rows; r++) {
            assertThat(seen[4 * r + 1]).isCloseTo(logProbs[r], within(1e-5f + 1e-6f * Math.abs(logProbs[r])));
            assertThat(seen[4 * r + 2]).isCloseTo(entropies[r], within(2e-5f));
            assertThat(seen[4 * r + 3]).isEqualTo(tops[r] ? 1 : 0);
        }
        assertThat(tops[0]).isTrue();

        Rows gradient = grid.rows(new float[logits.length], rows, gap);
        long cs = grid.floats(coefficients);
        float[] g = grid.both(gradient, () -> grid.head.softmaxGradient(z, wanted, stats.address(), cs, gradient));
        float[] expected = new float[logits.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = transposed[i % vocabulary * rows + i / vocabulary];
        }
        near(g, expected, 0x1.2p-8, 1e-5);
    }

    @Test
    void aLogitThatIsNoNumberMakesALogProbabilityThatIsNone() {
        try (Grid grid = new Grid(where, 1)) {
            for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                Rows z = grid.rows(new float[] {1, 2, wrong, 3}, 1, 0, Type.F32);
                long stats = grid.floats(new float[4]);
                grid.head.rowStats(z, grid.ints(1), stats);
                assertThat(grid.floatsAt(stats, 4)[1]).isNotEqualTo(grid.floatsAt(stats, 4)[1]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 1000, 5003})
    void theOptimizerStepsAsOnTheCpu(int count) {
        try (Grid grid = new Grid(where, count)) {
            AdamWStep step = new AdamWStep(3, 2e-3, 0.9, 0.95, 1e-8, 0.1, 0.7);
            float[] p = grid.numbers(count);
            float[] m = grid.numbers(count);
            float[] v = squared(grid.numbers(count));
            float[] g = grid.numbers(count);
            Mat[] twins = {grid.mat(p, 1), grid.mat(m, 1), grid.mat(v, 1), grid.mat(g, 1)};
            long[] here = {grid.floats(p), grid.floats(m), grid.floats(v), grid.floats(g)};
            long wrong = grid.ints(0);
            grid.vectors.adamWFinite(here[0], here[1], here[2], here[3], count, step, wrong);
            assertThat(grid.bytes(wrong, 4).getInt(0)).isZero();
            grid.vectors.adamW(here[0], here[1], here[2], here[3], count, step);
            grid.cpu.adamW(twins[0], twins[1], twins[2], twins[3], step);
            for (int i = 0; i < 4; i++) {
                near(grid.floatsAt(here[i], count), grid.cpu.read(twins[i]), 1e-6, 1e-7);
            }
            g[count - 1] = Float.MAX_VALUE; // its square is no number
            long broken = grid.floats(g);
            grid.vectors.adamWFinite(here[0], here[1], here[2], broken, count, step, wrong);
            assertThat(grid.bytes(wrong, 4).getInt(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 2048, 2049, 70_001})
    void squaresAreSummedInAFixedOrder(int count) {
        try (Grid grid = new Grid(where, count)) {
            float[] values = grid.numbers(count);
            long at = grid.floats(values);
            long partials = grid.device.allocate(8L * VectorKernels.PARTIALS);
            long total = grid.device.allocate(8);
            grid.vectors.sumOfSquares(at, count, partials, total);
            double once = grid.bytes(total, 8).getDouble(0);
            assertThat(once).isCloseTo(grid.cpu.sumOfSquares(grid.mat(values, 1)), within(1e-6 * once));
            grid.again(() -> grid.vectors.sumOfSquares(at, count, partials, total));
            assertThat(grid.bytes(total, 8).getDouble(0)).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 5003})
    void vectorsAreAdded(int count) {
        try (Grid grid = new Grid(where, count)) {
            float[] a = grid.numbers(count);
            float[] b = grid.numbers(count);
            long from = grid.floats(a);
            long to = grid.floats(b);
            grid.vectors.add(from, to, count);
            Mat twin = grid.mat(b, 1);
            grid.cpu.add(grid.mat(a, 1), twin);
            assertThat(grid.floatsAt(to, count)).containsExactly(grid.cpu.read(twin));
        }
    }

    @Test
    void anAdapterIsPlacedBelowAndBesideItsWeight() {
        try (Grid grid = new Grid(where, 1)) {
            float[] a = grid.numbers(3 * 10); // rank 3, in 10
            float[] b = grid.numbers(20 * 3); // out 20
            float[] both = new float[a.length + b.length];
            System.arraycopy(a, 0, both, 0, a.length);
            System.arraycopy(b, 0, both, a.length, b.length);
            float[] weight = grid.numbers(36 * 26);
            Rows placed = grid.rows(weight, 36, 6);
            ByteBuffer table =
                    ByteBuffer.allocateDirect(3 * VectorKernels.PLACE_BYTES).order(java.nio.ByteOrder.nativeOrder());
            table.putLong(-1)
                    .putLong(placed.at(23, 0))
                    .putInt(13)
                    .putInt(10)
                    .putInt(placed.stride())
                    .putFloat(1);
            table.putLong(0)
                    .putLong(placed.at(20, 0))
                    .putInt(3)
                    .putInt(10)
                    .putInt(placed.stride())
                    .putFloat(1);
            table.putLong(30)
                    .putLong(placed.at(0, 10))
                    .putInt(20)
                    .putInt(3)
                    .putInt(placed.stride())
                    .putFloat(0.5f);
            long places = grid.device.allocate(table.capacity());
            grid.device.upload(table.flip(), places);
            long masters = grid.floats(both);
            float[] result = grid.both(placed, () -> grid.vectors.placeAdapter(masters, places, 3));
            for (int r = 0; r < 36; r++) {
                for (int c = 0; c < 26; c++) {
                    float expected = weight[r * 26 + c];
                    if (r >= 20 && c < 10) {
                        expected = r < 23 ? a[(r - 20) * 10 + c] : 0;
                    } else if (r < 20 && c >= 10 && c < 13) {
                        expected = b[r * 3 + c - 10] * 0.5f;
                    }
                    assertThat(result[r * 26 + c]).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void randomNumbersDependOnSeedAndPlaceAlone() {
        try (Grid grid = new Grid(where, 1)) {
            Rows one = grid.rows(new float[33 * 100], 33, 4);
            Rows other = grid.rows(new float[33 * 100], 33, 3);
            grid.kernels.fillUniform(one, 0.5f, 42);
            grid.again(() -> grid.kernels.fillUniform(other, 0.5f, 42));
            float[] values = grid.read(one);
            assertThat(grid.read(other)).containsExactly(values);
            double sum = 0;
            double squares = 0;
            for (float value : values) {
                assertThat(value).isBetween(-0.5f, 0.5f);
                sum += value;
                squares += value * value;
            }
            assertThat(sum / values.length).isCloseTo(0, within(0.02));
            assertThat(squares / values.length).isCloseTo(0.25 / 3, within(0.005));
            grid.kernels.fillUniform(other, 0.5f, 43);
            assertThat(grid.read(other)[0]).isNotEqualTo(values[0]);
        }
    }

    private static float[] squared(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= values[i];
        }
        return values;
    }
}
