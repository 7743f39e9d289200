package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences end to end in one row learn what the same ones learn padded to one length, a row each. */
class PaddingTest {
    private static final int WORDS = 31;
    private static final int LENGTH = 48;

    private final BaseModel base = BaseModel.fresh(new CpuEngines(), ModelConfig.llama(WORDS, 24, 2, 4, 2, 40, 64), 11);

    @AfterEach
    void free() {
        base.close();
    }

    static List<Loss> losses() {
        return List.of(new MaskedSft(), new Nft(), new Grpo(0.2, 0.28, 0, 3), new Dpo(0.3));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void packedEqualsPadded(Loss loss) {
        List<Example> batch = new ArrayList<>();
        for (Example example : Batches.judged(3, WORDS, 10, 4, LENGTH, -3.4)) {
            float[] reference = Batches.noise(new SplittableRandom(batch.size()), example.length(), -3.4);
            batch.add(example.withAdvantage(batch.size() % 3 - 0.5).withReference(reference));
        }
        List<Example> padded = batch.stream().map(PaddingTest::padded).toList();
        assertThat(padded).allMatch(example -> example.length() == LENGTH);
        float[] expected = gradient(loss, batch, 4096);
        float[] actual = gradient(loss, padded, LENGTH);
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        assertThat(length).isPositive();
        assertThat(Math.sqrt(difference / length)).isLessThan(1e-5);
    }

    /** Filled up with a word that means something, which nobody may look at. */
    private static Example padded(Example example) {
        int[] tokens = Arrays.copyOf(example.tokens(), LENGTH);
        Arrays.fill(tokens, example.length(), LENGTH, 7);
        float[] weights = new float[LENGTH];
        float[] old = new float[LENGTH];
        for (int t = 1; t < example.length(); t++) {
            weights[t] = example.weight(t);
            old[t] = example.isTarget(t) ? example.target(t).oldLogProb() : 0;
        }
        double rate = example.isTarget(example.length() - 1)
                ? example.target(example.length() - 1).successRate()
                : 0;
        float[] reference = new float[LENGTH];
        for (int t = 1; t < example.length(); t++) {
            reference[t] = example.isTarget(t) ? example.target(t).referenceLogProb() : 0;
        }
        return Example.judged(tokens, weights, old, example.correct(), rate)
                .withAdvantage(example.advantage())
                .withReference(reference);
    }

    private float[] gradient(Loss loss, List<Example> batch, int shardTokens) {
        Optimization still = Optimization.lora(LearningRate.constant(1));
        try (LoraTraining training =
                LoraTraining.fresh(base, LoraSpec.everywhere(3, 6), 3, loss, still, new Parallelism(2, shardTokens))) {
            int size = (int) training.layout().space().size();
            training.vectors().write(new Uniform(5).draw(size, 0.2), training.all());
            return training.flatGradient(batch);
        }
    }
}
