package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every loss, whatever its formula: each of these has caught somebody's mistake. */
class LossPropertiesTest {
    private static final int WORDS = 37;

    private final BaseModel base = BaseModel.fresh(new CpuEngines(), ModelConfig.llama(WORDS, 24, 2, 4, 2, 40, 128), 7);

    @AfterEach
    void free() {
        base.close();
    }

    static List<Loss> losses() {
        return List.of(new MaskedSft(), new Nft(), new Grpo(0.2, 0.28, 0.05, 3), new Dpo(0.3));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aBatchInPiecesHasTheGradientOfTheWhole(Loss loss) {
        List<Example> batch = batch(1);
        float[] whole = gradient(loss, batch, 4096);
        for (int shardTokens : new int[] {1, 40, 90}) {
            assertThat(distance(gradient(loss, batch, shardTokens), whole)).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theOrderOfSequencesChangesNothingBeyondRounding(Loss loss) {
        List<Example> batch = batch(2);
        List<List<Example>> units = new ArrayList<>();
        for (int i = 0; i < batch.size(); i += loss.together()) {
            units.add(batch.subList(i, i + loss.together()));
        }
        Collections.reverse(units);
        List<Example> reversed = units.stream().flatMap(List::stream).toList();
        assertThat(distance(gradient(loss, reversed, 90), gradient(loss, batch, 90)))
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theGradientIsTheSlopeOfTheLoss(Loss loss) {
        // Close to where the clips have not set in: at a clip's edge the slope jumps, by design.
        try (LoraTraining training = moved(loss, 4096)) {
            List<Example> batch = nearby(training, batch(3));
            float[] start = training.vectors().read(training.all());
            float[] gradient = training.flatGradient(batch);
            double norm = norm(gradient);
            double step = 2e-3 / norm;
            double slope =
                    (lossAt(training, batch, start, gradient, step) - lossAt(training, batch, start, gradient, -step))
                            / (2 * step * norm);
            assertThat(slope).isCloseTo(norm, within(0.01 * norm));
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theAdapterSwitchedOffIsTheAdapterWithoutB(Loss loss) {
        try (LoraTraining training = moved(loss, 4096)) {
            List<Example> batch = batch(4);
            float[][] off = referenceOf(training, batch);
            LoraAdapter adapter = training.adapter();
            TreeMap<String, LoraAdapter.Pair> zero = new TreeMap<>();
            adapter.modules()
                    .forEach((module, pair) -> zero.put(
                            module,
                            new LoraAdapter.Pair(
                                    pair.a(),
                                    new Tensor(
                                            pair.b().shape(), new float[pair.b().values().length]))));
            LoraAdapter without = new LoraAdapter(
                    adapter.baseModelId(), adapter.rank(), adapter.alpha(), adapter.targetModules(), zero);
            try (LoraTraining same = LoraTraining.from(base, without, loss, steady(), Parallelism.of(1))) {
                List<float[]> now = same.logProbs(batch);
                for (int i = 0; i < off.length; i++) {
                    assertThat(now.get(i)).containsExactly(off[i]);
                }
            }
        }
    }

    @Test
    void largerAAndSmallerBAreTheSameModel() {
        int[] tokens = new SplittableRandom(5).ints(30, 0, WORDS).toArray();
        try (LoraTraining training = moved(new MaskedSft(), 4096)) {
            float[] expected = training.logits(tokens);
            LoraAdapter adapter = training.adapter();
            TreeMap<String, LoraAdapter.Pair> scaled = new TreeMap<>();
            adapter.modules()
                    .forEach((module, pair) ->
                            scaled.put(module, new LoraAdapter.Pair(times(pair.a(), 8), times(pair.b(), 1 / 8f))));
            LoraAdapter other = new LoraAdapter(
                    adapter.baseModelId(), adapter.rank(), adapter.alpha(), adapter.targetModules(), scaled);
            try (LoraTraining same = LoraTraining.from(base, other, new MaskedSft(), steady(), Parallelism.of(1))) {
                assertThat(same.logits(tokens)).containsExactly(expected); // powers of two round alike
            }
        }
    }

    @Test
    void onPolicyThreeMethodsAreOne() {
        double rate = 0.25;
        try (LoraTraining training = moved(new MaskedSft(), 4096)) {
            List<Example> attempts = new ArrayList<>();
            List<Example> imitated = new ArrayList<>();
            List<Example> plain = batch(6);
            List<float[]> now = training.logProbs(plain);
            for (int i = 0; i < plain.size(); i++) {
                boolean correct = i % 4 == 0;
                double advantage = (correct ? 1 : 0) - rate;
                Example attempt = Example.judged(plain.get(i).tokens(), ones(plain.get(i)), now.get(i), correct, rate)
                        .withAdvantage(advantage);
                attempts.add(attempt);
                imitated.add(attempt.weighing(advantage));
            }
            float[] grpo = gradient(new Grpo(0.2, 0.28, 0, 0), attempts, 90);
            assertThat(norm(grpo)).isGreaterThan(1e-3);
            assertThat(distance(gradient(new Nft(), attempts, 90), grpo)).isLessThan(1e-5);
            assertThat(distance(gradient(new MaskedSft(), imitated, 90), grpo)).isLessThan(1e-5);
        }
    }

    @Test
    void aSequenceMeanWeighsEverySequenceAlike() {
        List<Example> batch = batch(7);
        float[] expected = null;
        for (Example example : batch) {
            float[] own = gradient(new Nft(), List.of(example), 4096);
            if (expected == null) {
                expected = new float[own.length];
            }
            for (int i = 0; i < own.length; i++) {
                expected[i] += own[i] / batch.size();
            }
        }
        assertThat(distance(gradient(new Nft(), SequenceMean.weigh(batch), 4096), expected))
                .isLessThan(1e-5);
    }

    private static float[] ones(Example example) {
        float[] weights = new float[example.length()];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = example.isTarget(t) ? 1 : 0;
        }
        return weights;
    }

    /** Attempts with log-probabilities, advantages and references that differ a little from the model's own. */
    private List<Example> batch(long seed) {
        List<Example> plain = Batches.judged(seed, WORDS, 8, 5, 60, -3.6);
        List<Example> batch = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (Example example : plain) {
            batch.add(example.withAdvantage(random.nextDouble() * 4 - 2)
                    .withReference(Batches.noise(random, example.length(), -3.6)));
        }
        return batch;
    }

    private static List<Example> nearby(LoraTraining training, List<Example> batch) {
        List<float[]> now = training.logProbs(batch);
        List<Example> near = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Example far = batch.get(i);
            near.add(Example.judged(far.tokens(), ones(far), now.get(i), true, 0.5)
                    .withAdvantage(far.advantage())
                    .withReference(Batches.noise(new SplittableRandom(i), far.length(), -3.6)));
        }
        return near;
    }

    private static float[][] referenceOf(LoraTraining training, List<Example> batch) {
        List<Example> knowing = training.withReference(batch);
        float[][] reference = new float[knowing.size()][];
        for (int i = 0; i < reference.length; i++) {
            reference[i] = new float[knowing.get(i).length()];
            for (int t = 0; t < reference[i].length; t++) {
                reference[i][t] =
                        knowing.get(i).isTarget(t) ? knowing.get(i).target(t).referenceLogProb() : 0;
            }
        }
        return reference;
    }

    private float[] gradient(Loss loss, List<Example> batch, int shardTokens) {
        try (LoraTraining training = moved(loss, shardTokens)) {
            return training.flatGradient(batch);
        }
    }

    /** B is no longer zero, so that A has a gradient too. */
    private LoraTraining moved(Loss loss, int shardTokens) {
        LoraTraining training =
                LoraTraining.fresh(base, LoraSpec.everywhere(3, 6), 3, loss, steady(), new Parallelism(2, shardTokens));
        int size = (int) training.layout().space().size();
        training.vectors().write(new Uniform(5).draw(size, 0.2), training.all());
        return training;
    }

    private static double lossAt(LoraTraining training, List<Example> batch, float[] start, float[] along, double by) {
        float[] moved = start.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (along[i] * by);
        }
        training.vectors().write(moved, training.all());
        return training.judge(batch).meanLoss();
    }

    private static Tensor times(Tensor tensor, float factor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return new Tensor(tensor.shape(), values);
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static double distance(float[] actual, float[] expected) {
        float[] difference = new float[actual.length];
        for (int i = 0; i < actual.length; i++) {
            difference[i] = actual[i] - expected[i];
        }
        return norm(difference) / norm(expected);
    }

    private static Optimization steady() {
        return Optimization.lora(LearningRate.constant(0.01));
    }
}
