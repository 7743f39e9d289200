package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.loss.MaskedSft;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stated without computing anything, against what real steps ask of a real engine. */
class TrainingMemoryTest {
    private static final ModelConfig SHAPE = ModelConfig.llama(3000, 192, 4, 4, 2, 512, 512);

    @ParameterizedTest
    @CsvSource({"1, 2048, 256, 8", "2, 2048, 256, 8", "2, 4096, 512, 32", "4, 1024, 100, 4"})
    void whatIsStatedIsWhatARunAsksFor(int threads, int tokens, int sequence, int rank) {
        LoraSpec spec = LoraSpec.everywhere(rank, rank);
        Parallelism parallelism = Parallelism.of(threads);
        AtomicLong floats = new AtomicLong();
        float[] weights = new float[sequence];
        Arrays.fill(weights, 1);
        Example example = Example.imitate(new int[sequence], weights);
        try (BaseModel base = BaseModel.fresh(
                        WatchedEngines.by((name, arguments) -> count(name, arguments, floats)), SHAPE, 1);
                LoraTraining training = LoraTraining.fresh(
                        base, spec, 1, new MaskedSft(), Optimization.lora(LearningRate.constant(1e-4)), parallelism)) {
            for (int step = 0; step < 3; step++) { // by the third every thread has had its shard
                training.step(Collections.nCopies(tokens / sequence, example));
            }
        }
        TrainingMemory stated = TrainingMemory.of(SHAPE, spec, parallelism, tokens, sequence);
        long rope = 8L * SHAPE.maxPositions() * SHAPE.headDim() / 2; // on the heap, not of the engine
        double asked = 4.0 * floats.get();
        assertThat((double) stated.weights() - rope + stated.adapter() + stated.activations())
                .isCloseTo(asked, within(0.1 * asked));
        assertThat(stated.total()).isGreaterThan(stated.weights() + stated.adapter() + stated.activations());
    }

    private static void count(String name, Object[] arguments, AtomicLong floats) {
        if (name.equals("allocate")) {
            floats.addAndGet((long) arguments[0]);
        }
    }
}
