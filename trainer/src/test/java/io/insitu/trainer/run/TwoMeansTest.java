package io.insitu.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gradient of both is the sum of their gradients: neither is thinned by how many the other are. */
class TwoMeansTest {
    private static final int WORDS = 37;

    private static final List<Example> FRESH = examples(1, 3);
    private static final List<Example> REPLAYED = examples(2, 9);

    private BaseModel base;
    private LoraTraining training;

    @BeforeEach
    void start() {
        Optimization any = Optimization.lora(LearningRate.constant(0.01));
        base = BaseModel.fresh(new CpuEngines(), ModelConfig.llama(WORDS, 16, 2, 2, 1, 24, 64), 7);
        training = LoraTraining.fresh(base, LoraSpec.everywhere(2, 4), 3, Grpo.defaults(), any, Parallelism.of(1));
    }

    @AfterEach
    void free() {
        training.close();
        base.close();
    }

    @Test
    void replayedOnesThatWeighAlmostNothingChangeAlmostNothing() {
        double[] fresh = gradient(FRESH);
        assertThat(norm(fresh)).isPositive();
        assertThat(distance(gradient(TwoMeans.of(FRESH, weighing(1e-6))), fresh))
                .isLessThan(1e-5 * norm(fresh));
    }

    @Test
    void bothCountInFullAsTheirOwnMean() {
        double[] expected = gradient(FRESH);
        double[] replayed = gradient(REPLAYED);
        for (int i = 0; i < expected.length; i++) {
            expected[i] += 0.5 * replayed[i];
        }
        assertThat(distance(gradient(TwoMeans.of(FRESH, weighing(0.5))), expected))
                .isLessThan(1e-5 * norm(expected));
    }

    @Test
    void oneKindAloneStaysAsItIs() {
        assertThat(TwoMeans.of(FRESH, List.of())).isEqualTo(FRESH);
        double[] expected = gradient(REPLAYED);
        double[] alone = gradient(TwoMeans.of(List.of(), weighing(0.01)));
        assertThat(norm(alone)).isCloseTo(0.01 * norm(expected), within(1e-5 * norm(expected)));
    }

    private static List<Example> weighing(double weight) {
        return REPLAYED.stream().map(e -> e.weighing(weight)).toList();
    }

    private double[] gradient(List<Example> batch) {
        return training.gradient(batch).values().stream()
                .map(Tensor::values)
                .flatMapToDouble(values -> IntStream.range(0, values.length).mapToDouble(i -> values[i]))
                .toArray();
    }

    private static double norm(double[] values) {
        return distance(values, new double[values.length]);
    }

    private static double distance(double[] one, double[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            squares += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return Math.sqrt(squares);
    }

    private static List<Example> examples(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] tokens = random.ints(6 + random.nextInt(9), 0, WORDS).toArray();
                    float[] weights = new float[tokens.length];
                    float[] old = new float[tokens.length];
                    for (int t = 2; t < tokens.length; t++) {
                        weights[t] = 1;
                        old[t] = -3.6f;
                    }
                    return Example.judged(tokens, weights, old, true, 0.5).withAdvantage(1 + i % 3);
                })
                .toList();
    }
}
