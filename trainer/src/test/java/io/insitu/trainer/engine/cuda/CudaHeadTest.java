package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Coefficients;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.cuda.Rows.Type;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The head in chunks against that of the CPU engine: on the host, and on a device where one is. */
@ParameterizedClass
@MethodSource("io.insitu.trainer.engine.cuda.Devices#here")
class CudaHeadTest {
    private static final int WORDS = 13;
    private static final int HIDDEN = 16;

    @Parameter
    Devices where;

    @ParameterizedTest
    @ValueSource(ints = {1, Workspace.HEAD_ROWS + 3})
    void everyChunkIsWhereItBelongs(int count) {
        ModelConfig config = ModelConfig.llama(WORDS, HIDDEN, 1, 1, 1, 24, 8);
        try (Grid grid = new Grid(where, 9)) {
            Workspace.Need need = new Workspace.Need(config, Ranks.none(), 1, count, 0, true);
            Workspace w = new Workspace(grid.device.allocate(Workspace.bytes(need)), need);
            float[] hidden = grid.numbers(count * HIDDEN);
            float[] weights = grid.numbers(WORDS * HIDDEN);
            int[] targets = grid.below(WORDS, count);
            grid.write(hidden, w.normedEnds);
            grid.device.copy(grid.ints(targets), w.targets, 4L * count);
            Rows rows = grid.rows(weights, WORDS, 0, Type.BF16);
            CudaHead head = new CudaHead(grid.device, new HostBuffer());
            Coefficients coefficients = (target, logProb, top, entropy) -> (target % 7 - 3) * logProb + (top ? 1 : 0);

            float[] logProbs = head.logProbs(w, rows);
            head.backward(w, rows, coefficients);

            Arena arena = new Arena(grid.cpu);
            Mat in = grid.mat(hidden, count);
            Mat twin = grid.mat(count, HIDDEN);
            RowKernelsTest.near(logProbs, grid.cpu.logProbs(in, targets, grid.mat(weights, WORDS), arena), 1e-5, 1e-6);
            grid.cpu.headBackward(in, targets, grid.mat(weights, WORDS), arena, coefficients, twin, null);
            assertThat(Numbers.error(grid.read(w.dNormedEnds), grid.cpu.read(twin)))
                    .isLessThan(5e-3);
        }
    }
}
