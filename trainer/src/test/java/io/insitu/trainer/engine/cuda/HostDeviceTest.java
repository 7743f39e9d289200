package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.insitu.trainer.engine.cuda.Rows.Type;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tool behind the kernel tests: that it runs blocks and warps as a device would, and tells what a device would not. */
class HostDeviceTest {

    @BeforeAll
    static void needsACompiler() {
        assumeTrue(HostLibrary.present(), "no g++ here: kernels were not checked on the host");
    }

    /** Products of whole numbers, which bf16 holds exactly: every element in its place, through ldmatrix and mma. */
    @Test
    void aWarpMultipliesAsTheFragmentsOfTheInstructionSay() {
        try (Grid grid = new Grid(1)) {
            float[] a = whole(16 * 16, 7);
            float[] b = whole(8 * 16, 5); // (columns, depth): b is read along its columns
            Rows d = grid.rows(new float[16 * 8], 16, 0, Type.F32);
            float[] result = grid.both(
                    d,
                    () -> grid.device.launch(
                            new Kernel("probe", "probe_mma"),
                            Launch.blocks(1, 32),
                            grid.rows(a, 16, 0).address(),
                            grid.rows(b, 8, 0).address(),
                            d.address()));
            for (int i = 0; i < 16; i++) {
                for (int j = 0; j < 8; j++) {
                    float sum = 0;
                    for (int k = 0; k < 16; k++) {
                        sum += a[i * 16 + k] * b[j * 16 + k];
                    }
                    assertThat(result[i * 8 + j]).isEqualTo(sum);
                }
            }
        }
    }

    @Test
    void matricesAreLoadedTurnedWhereAskedFor() {
        try (Grid grid = new Grid(1)) {
            float[] a = whole(16 * 16, 11);
            Rows to = grid.rows(new float[32 * 8], 32, 0);
            grid.device.launch(
                    new Kernel("probe", "probe_turned"),
                    Launch.blocks(1, 32),
                    grid.rows(a, 16, 0).address(),
                    to.address());
            float[] result = grid.read(to);
            for (int lane = 0; lane < 32; lane++) {
                for (int m = 0; m < 4; m++) {
                    for (int e = 0; e < 2; e++) {
                        int row = m % 2 * 8 + lane % 4 * 2 + e; // of the matrix as it lies: turned
                        int column = m / 2 * 8 + lane / 4;
                        assertThat(result[lane * 8 + 2 * m + e]).isEqualTo(a[row * 16 + column]);
                    }
                }
            }
        }
    }

    /** Before its wait a copy brings nothing, so a kernel that forgets to wait computes with NaN. */
    @Test
    void whatIsCopiedAsynchronouslyIsThereAfterItsWaitAndNotBefore() {
        try (Grid grid = new Grid(1)) {
            long from = grid.rows(whole(3 * 8, 13), 1, 0).address();
            Rows to = grid.rows(new float[5 * 8], 5, 0);
            grid.device.launch(
                    new Kernel("probe", "probe_async"), Launch.blocks(1, 32).sharing(64), from, to.address());
            float[] result = grid.read(to);
            float[] expected = whole(3 * 8, 13);
            assertThat(result[0]).isNaN(); // no wait yet
            assertThat(Arrays.copyOfRange(result, 8, 16))
                    .containsExactly(Arrays.copyOf(expected, 8)); // the older group
            assertThat(result[16]).isNaN(); // the newer one
            assertThat(Arrays.copyOfRange(result, 24, 32)).containsExactly(Arrays.copyOfRange(expected, 8, 16));
            assertThat(Arrays.copyOfRange(result, 32, 40)).containsOnly(0); // a copy that is not valid
        }
    }

    @Test
    void threadsThatWaitInDifferentPlacesAreTold() {
        try (Grid grid = new Grid(1)) {
            assertThatThrownBy(
                            () -> grid.device.launch(new Kernel("probe", "probe_divided"), Launch.blocks(3, 64), 0, 0))
                    .hasMessageContaining("block (0, 0, 0)")
                    .hasMessageContaining("wait for each other in different places");
            Rows to = grid.rows(new float[64], 1, 0, Type.F32);
            grid.device.launch(new Kernel("probe", "probe_divided"), Launch.blocks(1, 64), 1, to.address());
            assertThat(grid.read(to)).containsOnly(64 * 63 / 2f); // and afterwards all is well
        }
    }

    @Test
    void aRecordingDoesTheSameAgain() {
        try (Grid grid = new Grid(1)) {
            long a = grid.floats(1, 2, 3);
            long b = grid.floats(10, 20, 30);
            Recording adding = grid.device.record(() -> grid.vectors.add(a, b, 3));
            assertThat(grid.floatsAt(b, 3)).containsExactly(11, 22, 33);
            adding.replay();
            assertThat(grid.floatsAt(b, 3)).containsExactly(12, 24, 36);
        }
    }

    @Test
    void aProductAddsAndBiasesAsItSays() {
        try (Grid grid = new Grid(1)) {
            Rows a = grid.rows(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            Rows b = grid.rows(new float[] {1, 0, 2, 0, 1, 1}, 2, 1);
            Rows d = grid.rows(new float[] {10, 20, 30, 40}, 2, 2);
            Rows bias = grid.rows(new float[] {0.5f, 0.25f}, 1, 0);
            grid.device.multiply(Product.of(a, false, b, true, d).plus(d).biased(bias));
            assertThat(grid.read(d)).containsExactly(17.5f, 25.25f, 46.5f, 51.25f);
            Rows exact =
                    grid.rows(new float[] {10, 20, 30, 1e-6f}, 2, 2, Type.F32); // as the residual stream is added to
            grid.device.multiply(Product.of(a, false, b, true, exact).plus(exact));
            assertThat(grid.read(exact)).containsExactly(17, 25, 46, 11 + 1e-6f);
            Rows turned = grid.rows(new float[9], 3, 0);
            grid.device.multiply(Product.of(a, true, b, false, turned).scaled(2));
            assertThat(grid.read(turned)).containsExactly(2, 8, 12, 4, 10, 18, 6, 12, 24);
        }
    }

    @Test
    void whoWritesBesideAnAllocationIsTold() {
        HostDevice device = new HostDevice();
        long at = device.allocate(12 * 2);
        new RowKernels(device).fillUniform(Rows.of(at, 1, 13, Type.BF16), 1, 1); // one too many
        assertThatThrownBy(device::close).hasMessageContaining("byte 24 of an allocation of 24");
    }

    private static float[] whole(int count, int modulus) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i * 31 % modulus - modulus / 2;
        }
        return values;
    }
}
