package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rotary tables of a device grow with its sequences, under passes that were recorded before. */
class CudaRopeTest {
    private static final ModelConfig MILLIONS = ModelConfig.llama(40, 32, 1, 2, 1, 24, 1 << 23);

    @BeforeAll
    static void needsACompiler() {
        assumeTrue(HostLibrary.present(), "no g++ here: the rotary tables of a device were not checked on the host");
    }

    @Test
    void aLongerSequenceMovesTheTablesAndChangesNothing() {
        List<Example> brief = List.of(example(30), example(20));
        List<Example> lengthy = List.of(example(300));
        assertThat(RopeTable.rows(30, 1 << 23)).isLessThan(300);
        try (HostDevice device = new HostDevice();
                BaseModel base = BaseModel.fresh(layout -> new CudaWeights(device, layout), MILLIONS, 7);
                LoraTraining training = training(base);
                BaseModel exact = BaseModel.fresh(new CpuEngines(), MILLIONS, 7);
                LoraTraining onCpu = training(exact)) {
            float[] first = flat(training, brief);
            assertThat(flat(training, brief)).containsExactly(first); // recorded
            assertThat(flat(training, brief)).containsExactly(first); // replayed
            assertThat(Numbers.error(flat(training, lengthy), flat(onCpu, lengthy)))
                    .isLessThan(3e-2);
            assertThat(flat(training, brief)).containsExactly(first);
            assertThat(flat(training, brief)).containsExactly(first);
        }
    }

    private static LoraTraining training(BaseModel base) {
        Optimization steady = Optimization.lora(LearningRate.constant(1e-3));
        return LoraTraining.fresh(
                base, LoraSpec.everywhere(2, 4), 1, new MaskedSft(), steady, new Parallelism(1, 4096));
    }

    private static Example example(int length) {
        float[] weights = new float[length];
        Arrays.fill(weights, length / 3, length, 1);
        return Example.imitate(new SplittableRandom(length).ints(length, 0, 40).toArray(), weights);
    }

    private static float[] flat(LoraTraining training, List<Example> batch) {
        return CudaDecoderTest.flat(training.gradient(batch));
    }
}
