package io.insitu.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.WatchedEngines;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RopeTableTest {
    private static final double[] FREQUENCIES = {1, 0.1, 0.01, 1e-7};

    @Test
    void whatIsGrownIsWhatIsMadeAtOnce() {
        RopeTable grown = new RopeTable(FREQUENCIES, 5000);
        for (int positions : new int[] {0, 1, 256, 257, 300, 1025, 5000}) {
            assertThat(grown.upTo(positions).cos().length).isGreaterThanOrEqualTo(4 * positions);
        }
        RopeTable.Angles angles = grown.upTo(7);
        assertThat(angles.cos()).hasSize(4 * 5000);
        for (int p = 0; p < 5000; p++) {
            for (int j = 0; j < 4; j++) {
                assertThat(angles.cos()[4 * p + j]).isEqualTo((float) StrictMath.cos(p * FREQUENCIES[j]));
                assertThat(angles.sin()[4 * p + j]).isEqualTo((float) StrictMath.sin(p * FREQUENCIES[j]));
            }
        }
        assertThatThrownBy(() -> grown.upTo(5001)).hasMessage("position 5000; the model has 5000");
    }

    @Test
    void manyThreadsThatAskForMoreAllGetIt() {
        RopeTable table = new RopeTable(FREQUENCIES, 1 << 14);
        RopeTable alone = new RopeTable(FREQUENCIES, 1 << 14);
        float[] sines = alone.upTo(1 << 14).sin();

        boolean right = IntStream.rangeClosed(1, 1 << 14).parallel().allMatch(positions -> {
            RopeTable.Angles angles = table.upTo(positions);
            int last = 4 * positions - 1;
            return angles.sin().length > last && angles.cos().length > last && angles.sin()[last] == sines[last];
        });

        assertThat(right).isTrue();
    }

    /** A table of all positions of this model would take a GiB. */
    @Test
    void aModelOfMillionsOfPositionsHoldsThoseThatItsSequencesHave() {
        ModelConfig wide = ModelConfig.llama(40, 16, 1, 1, 1, 24, 1 << 24);
        Set<RopeTable> tables = ConcurrentHashMap.newKeySet();
        assertThat(wide.maxPositions()).isEqualTo(1 << 24);
        try (BaseModel base = BaseModel.fresh(
                        WatchedEngines.by((name, arguments) -> {
                            if (name.equals("rope")) {
                                tables.add((RopeTable) arguments[1]);
                            }
                        }),
                        wide,
                        1);
                LoraTraining training = LoraTraining.fresh(
                        base,
                        LoraSpec.everywhere(2, 4),
                        1,
                        new MaskedSft(),
                        Optimization.lora(LearningRate.constant(1e-3)),
                        Parallelism.of(1))) {
            assertThat(training.step(List.of(Example.imitate(new int[] {1, 2, 3}, new float[] {0, 1, 1})))
                            .loss())
                    .isPositive();
        }
        assertThat(tables)
                .hasSize(1)
                .allSatisfy(table -> assertThat(table.upTo(3).cos()).hasSize(256 * wide.headDim() / 2));
    }
}
