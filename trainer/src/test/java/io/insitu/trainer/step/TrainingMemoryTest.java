package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
        long rope =
                RopeTable.bytes(SHAPE.headDim() / 2, sequence, SHAPE.maxPositions()); // on the heap, not of the engine
        double asked = 4.0 * floats.get();
        assertThat((double) stated.weights() - rope + stated.adapter() + stated.activations())
                .isCloseTo(asked, within(0.1 * asked));
        assertThat(stated.total()).isGreaterThan(stated.weights() + stated.adapter() + stated.activations());
    }

    static List<Loss> losses() {
        return List.of(new Dpo(0.1), new Grpo(0.2, 0.28, 0.1, 3), new Nft());
    }

    /** A step of one shard, but all threads are asked what the base, or the sampler, thinks of the data. */
    @ParameterizedTest
    @MethodSource("losses")
    void aMethodThatLooksAtAllDataFirstIsStatedWithWhatThatTakes(Loss loss) {
        int sequence = 128;
        LoraSpec spec = LoraSpec.everywhere(8, 8);
        Parallelism parallelism = Parallelism.of(2);
        AtomicLong floats = new AtomicLong();
        float[] weights = new float[sequence];
        Arrays.fill(weights, 1);
        Example example = Example.imitate(new int[sequence], weights);
        try (BaseModel base = BaseModel.fresh(
                        WatchedEngines.by((name, arguments) -> count(name, arguments, floats)), SHAPE, 1);
                LoraTraining training = LoraTraining.fresh(
                        base, spec, 1, loss, Optimization.lora(LearningRate.constant(1e-4)), parallelism)) {
            List<Example> data = training.withReference(Collections.nCopies(64, example));
            for (int step = 0; step < 3; step++) {
                training.step(data.subList(0, 4));
            }
        }
        TrainingMemory stated = TrainingMemory.of(SHAPE, spec, parallelism, 4 * sequence, sequence, loss);
        TrainingMemory imitating = TrainingMemory.of(SHAPE, spec, parallelism, 4 * sequence, sequence);
        double rope = RopeTable.bytes(SHAPE.headDim() / 2, sequence, SHAPE.maxPositions());
        double asked = 4.0 * floats.get();
        assertThat(stated.weights() - rope + stated.adapter() + stated.activations())
                .isCloseTo(asked, within(0.1 * asked));
        assertThat(stated.activations()).isGreaterThan(imitating.activations());
    }

    /** 2^31 floats and more in each layer: what attention keeps of one long sequence. */
    @Test
    void aLongSequenceIsStatedThoughNoVectorCountsItsAttention() {
        ModelConfig shape = ModelConfig.llama(40, 256, 2, 32, 8, 24, 131_072);
        for (int sequence : new int[] {8_192, 131_072}) {
            long attention = 2L * sequence * sequence * 32 * Float.BYTES;
            TrainingMemory learning =
                    TrainingMemory.of(shape, LoraSpec.everywhere(1, 1), Parallelism.of(1), sequence, sequence);
            TrainingMemory asking = TrainingMemory.ofLogits(shape, LoraSpec.everywhere(1, 1), sequence);
            for (TrainingMemory stated : List.of(learning, asking)) {
                assertThat(stated.activations()).isBetween(attention, attention + attention / 5);
            }
        }
    }

    @Test
    void theHeapIsThatOfThisJavaAndGrowsWithTheAdapter() {
        Parallelism one = Parallelism.of(1);
        TrainingMemory narrow = TrainingMemory.of(SHAPE, LoraSpec.everywhere(1, 1), one, 256, 256);
        TrainingMemory wide = TrainingMemory.of(SHAPE, LoraSpec.everywhere(64, 1), one, 256, 256);
        assertThat(wide.heap()).isGreaterThan(30 * narrow.heap());
        assertThat(wide.total())
                .isEqualTo(TrainingMemory.java() + wide.weights() + wide.adapter() + wide.activations() + wide.heap());
        long young = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains("Eden"))
                .mapToLong(pool -> pool.getUsage().getCommitted())
                .sum();
        assertThat(TrainingMemory.java()).isGreaterThan(young);
    }

    private static void count(String name, Object[] arguments, AtomicLong floats) {
        if (name.equals("allocate")) {
            floats.addAndGet((long) arguments[0]);
        }
    }
}
