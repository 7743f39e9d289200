package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.RopeScaling;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.ParameterSpace.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullTrainingTest {
    private static final ModelConfig TINY = ModelConfig.llama(37, 24, 2, 4, 2, 40, 128);
    /** Biases and an untied head take other ways through the code. */
    private static final ModelConfig TINY_QWEN =
            new ModelConfig("qwen2", 37, 24, 2, 4, 2, 8, 40, 1e-6, 10_000, 128, true, false);

    /** Every bias a Llama can have, and rotations stretched by position. */
    private static final ModelConfig TINY_BIASED = new ModelConfig(
            "llama",
            37,
            24,
            2,
            4,
            2,
            8,
            40,
            1e-6,
            10_000,
            128,
            true,
            true,
            RopeScaling.llama3(8, 1, 4, 32),
            true,
            true);

    @Test
    void everyWeightsGradientIsTheSlopeOfTheLoss() {
        slopes(TINY);
    }

    @Test
    void gradientsOfBiasesAndAnUntiedHeadAreSlopesToo() {
        slopes(TINY_QWEN);
    }

    @Test
    void gradientsOfEveryBiasAreSlopesToo() {
        slopes(TINY_BIASED);
    }

    private static void slopes(ModelConfig config) {
        List<Example> batch = Batches.random(1, 37, 5, 5, 70);
        try (FullTraining training = training(config, Parallelism.of(1), LearningRate.constant(1e-3))) {
            float[] start = training.parameters();
            float[] gradient = training.gradient(batch, new MaskedSft());
            for (Place place : new BaseLayout(config).space().places()) {
                int from = (int) place.offset();
                int to = from + place.rows() * place.columns();
                double norm = 0;
                for (int i = from; i < to; i++) {
                    norm += (double) gradient[i] * gradient[i];
                }
                norm = Math.sqrt(norm);
                if (place.name().contains("k_proj.bias")) { // shifts all scores of a query alike: next to no slope
                    assertThat(norm).as(place.name()).isLessThan(1);
                    continue;
                }
                double step = 4e-3 / Math.max(norm, 0.3);
                double slope = (lossAt(training, batch, start, gradient, from, to, step / norm)
                                - lossAt(training, batch, start, gradient, from, to, -step / norm))
                        / (2 * step);
                assertThat(slope).as(place.name()).isCloseTo(norm, within(0.01 * norm + 2e-4));
            }
        }
    }

    private static double lossAt(
            FullTraining training, List<Example> batch, float[] start, float[] along, int from, int to, double by) {
        float[] moved = start.clone();
        for (int i = from; i < to; i++) {
            moved[i] += (float) (along[i] * by);
        }
        training.parameters(moved);
        return training.judge(batch).meanLoss();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 4096})
    void packedSequencesLearnWhatSeparateOnesLearn(int shardTokens) {
        List<Example> batch = Batches.random(2, 37, 6, 3, 60);
        float[] expected;
        try (FullTraining packed = training(TINY, new Parallelism(1, 1000), LearningRate.constant(1e-3))) {
            expected = packed.gradient(batch, new MaskedSft());
        }
        try (FullTraining other = training(TINY, new Parallelism(1, shardTokens), LearningRate.constant(1e-3))) {
            assertThat(distance(other.gradient(batch, new MaskedSft()), expected))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void theOrderOfSequencesChangesNothingBeyondRounding() {
        List<Example> batch = new ArrayList<>(Batches.random(3, 37, 6, 3, 60));
        try (FullTraining training = training(TINY, Parallelism.of(1), LearningRate.constant(1e-3))) {
            float[] expected = training.gradient(batch, new MaskedSft());
            Collections.reverse(batch);
            assertThat(distance(training.gradient(batch, new MaskedSft()), expected))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void theSameSeedGivesTheSameBytesOnAnyNumberOfThreads(@TempDir Path folder) throws Exception {
        byte[] one = trained(folder.resolve("1"), 1);
        assertThat(trained(folder.resolve("again"), 1)).isEqualTo(one);
        assertThat(trained(folder.resolve("2"), 2)).isEqualTo(one);
        assertThat(trained(folder.resolve("4"), 4)).isEqualTo(one);
    }

    private static byte[] trained(Path folder, int threads) throws Exception {
        try (FullTraining training = training(TINY, new Parallelism(threads, 64), LearningRate.constant(1e-3))) {
            for (int i = 0; i < 3; i++) {
                training.step(Batches.random(i, 37, 12, 5, 40));
            }
            training.save(folder);
            return Files.readAllBytes(folder.resolve("model.safetensors"));
        }
    }

    @Test
    void aRepeatedSentenceIsLearntAndSurvivesTheFile(@TempDir Path folder) throws Exception {
        List<Example> batch = Batches.random(4, 37, 4, 10, 20);
        double learnt;
        try (FullTraining training = training(TINY, Parallelism.of(2), new LearningRate(0.01, 10, 200, 0.1))) {
            StepReport last = training.step(batch);
            assertThat(last.loss()).isGreaterThan(3);
            for (int i = 0; i < 150; i++) {
                last = training.step(batch);
            }
            assertThat(last.topShare()).isGreaterThan(0.95);
            learnt = training.judge(batch).meanLoss();
            training.save(folder);
        }
        assertThat(SafetensorsFile.ofModel(folder).has("lm_head.weight")).isFalse();
        try (FullTraining again = FullTraining.from(
                new CpuEngines(), folder, Optimization.full(LearningRate.constant(1e-3)), Parallelism.of(1))) {
            assertThat(again.judge(batch).meanLoss()).isCloseTo(learnt, within(1e-6));
        }
    }

    @Test
    void aStepWithoutTargetsIsSkippedAndSaysSo() {
        Example nothing = Example.imitate(new int[] {1, 2, 3}, new float[3]);
        try (FullTraining training = training(TINY, Parallelism.of(1), LearningRate.constant(1e-3))) {
            float[] before = training.parameters();
            assertThat(training.step(List.of(nothing)).skipped()).isTrue();
            assertThat(training.parameters()).isEqualTo(before);
        }
    }

    private static FullTraining training(ModelConfig config, Parallelism parallelism, LearningRate rate) {
        return FullTraining.fresh(new CpuEngines(), config, 7, Optimization.full(rate), parallelism);
    }

    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += Math.pow(a[i] - b[i], 2);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(difference / norm);
    }
}
