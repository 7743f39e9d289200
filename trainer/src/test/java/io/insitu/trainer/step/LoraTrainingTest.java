package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.loss.TokenLoss;
import io.insitu.trainer.model.ParameterSpace.Place;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraTrainingTest {
    private final BaseModel base = BaseModel.fresh(new CpuEngines(), ModelConfig.llama(37, 24, 2, 4, 2, 40, 128), 7);

    @AfterEach
    void free() {
        base.close();
    }

    @Test
    void everyAdapterGradientIsTheSlopeOfTheLoss() {
        slopes(new MaskedSft(), Batches.random(1, 37, 5, 5, 70), LoraSpec.everywhere(3, 6));
    }

    @Test
    void someModulesAloneHaveTheirOwnSlopes() {
        slopes(new MaskedSft(), Batches.random(2, 37, 5, 5, 70), new LoraSpec(2, 3, List.of("v_proj", "up_proj")));
    }

    @Test
    void correctAttemptsOfAGroupPullAsTheirShareSays() {
        List<Example> correct = Batches.judged(3, 37, 6, 5, 40, -3.6).stream()
                .filter(Example::correct)
                .toList();
        slopes(new Nft(), correct, LoraSpec.everywhere(3, 6));
    }

    private void slopes(TokenLoss loss, List<Example> batch, LoraSpec spec) {
        try (LoraTraining training = moved(loss, spec)) {
            float[] start = training.vectors().read(training.all());
            float[] gradient = training.flatGradient(batch);
            for (Place place : training.layout().space().places()) {
                int from = (int) place.offset();
                int to = from + place.rows() * place.columns();
                double norm = 0;
                for (int i = from; i < to; i++) {
                    norm += (double) gradient[i] * gradient[i];
                }
                norm = Math.sqrt(norm);
                double step = 4e-3 / Math.max(norm, 0.1);
                double slope = (lossAt(training, batch, start, gradient, from, to, step / norm)
                                - lossAt(training, batch, start, gradient, from, to, -step / norm))
                        / (2 * step);
                assertThat(slope).as(place.name()).isCloseTo(norm, within(0.01 * norm + 2e-4));
            }
        }
    }

    private static double lossAt(
            LoraTraining training, List<Example> batch, float[] start, float[] along, int from, int to, double by) {
        float[] moved = start.clone();
        for (int i = from; i < to; i++) {
            moved[i] += (float) (along[i] * by);
        }
        training.vectors().write(moved, training.all());
        return training.judge(batch).meanLoss();
    }

    /** B is no longer zero, so that A has a gradient too. */
    private LoraTraining moved(TokenLoss loss, LoraSpec spec) {
        LoraTraining training = training(loss, spec);
        int size = (int) training.layout().space().size();
        training.vectors().write(new Uniform(5).draw(size, 0.2), training.all());
        return training;
    }

    @Test
    void aFreshAdapterChangesNothing() {
        List<Example> batch = Batches.random(4, 37, 3, 5, 40);
        try (LoraTraining wide = training(new MaskedSft(), LoraSpec.everywhere(4, 8));
                LoraTraining narrow = training(new MaskedSft(), new LoraSpec(1, 1, List.of("q_proj")))) {
            assertThat(wide.judge(batch).meanLoss())
                    .isEqualTo(narrow.judge(batch).meanLoss());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 1, 2, 4})
    void theSameBatchAndSeedGiveTheSameAdapterOnAnyNumberOfThreads(int threads) {
        assertThat(learnt(threads)).isEqualTo(learnt(1));
    }

    private String learnt(int threads) {
        Optimization optimization = Optimization.lora(new LearningRate(0.01, 2, 8, 0.1));
        try (LoraTraining training = LoraTraining.fresh(
                base, LoraSpec.everywhere(4, 8), 3, new Nft(), optimization, new Parallelism(threads, 50))) {
            List<StepReport> reports =
                    steps(training, Batches.judged(5, 37, 20, 5, 40, -3.6), new LoraSchedule(2, 8, 11));
            assertThat(reports).hasSize(6).noneMatch(StepReport::skipped);
            return AdapterDigest.of(training.adapter());
        }
    }

    @Test
    void trainingGoesOnFromAParent() {
        List<Example> batch = Batches.random(6, 37, 3, 10, 20);
        LoraAdapter parent;
        double after;
        try (LoraTraining training = training(new MaskedSft(), LoraSpec.everywhere(4, 8))) {
            List<StepReport> reports = steps(training, batch, new LoraSchedule(40, 3, 1));
            after = training.judge(batch).meanLoss();
            assertThat(after).isLessThan(reports.get(0).loss() - 0.2);
            parent = training.adapter();
        }
        try (LoraTraining child = LoraTraining.from(base, parent, new MaskedSft(), steady(), Parallelism.of(1))) {
            assertThat(child.judge(batch).meanLoss()).isCloseTo(after, within(1e-9));
            assertThat(child.adapter()).isEqualTo(parent);
        }
    }

    @Test
    void anAdapterOfAnotherBaseIsRefused() {
        LoraAdapter own;
        try (LoraTraining training = training(new MaskedSft(), LoraSpec.everywhere(4, 8))) {
            own = training.adapter();
        }
        LoraAdapter foreign = new LoraAdapter("other", own.rank(), own.alpha(), own.targetModules(), own.modules());
        assertThatThrownBy(() -> LoraTraining.from(base, foreign, new MaskedSft(), steady(), Parallelism.of(1)))
                .hasMessageContaining("fits base other");
    }

    @Test
    void aLossThatIsNotFiniteSkipsTheStepAndIsCounted() {
        try (LoraTraining training = training((target, logProb, tally) -> Double.NaN, LoraSpec.everywhere(2, 2))) {
            LoraAdapter before = training.adapter();
            assertThat(training.step(Batches.random(1, 37, 2, 5, 9)).skipped()).isTrue();
            assertThat(training.adapter()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"1e300, 0, 1", "1e39, 0, 1", "1, 1e300, 1"})
    void aStepThatWouldMakeAParameterInfiniteIsSkippedAndChangesNothing(double rate, double decay, double maxNorm) {
        Optimization steep = new Optimization(LearningRate.constant(rate), 0.9, 0.999, 1e-8, decay, maxNorm);
        LoraSpec spec = LoraSpec.everywhere(2, 2);
        try (LoraTraining training = LoraTraining.fresh(base, spec, 3, new MaskedSft(), steep, Parallelism.of(1))) {
            LoraTraining.State before = training.state();
            StepReport report = training.step(Batches.random(1, 37, 2, 5, 9));
            assertThat(report.skipped()).isTrue();
            assertThat(report.learningRate()).isZero();
            assertThat(report.loss()).isFinite();
            LoraTraining.State after = training.state();
            assertThat(after.parameters()).isEqualTo(before.parameters());
            assertThat(after.first()).isEqualTo(before.first());
            assertThat(after.second()).isEqualTo(before.second());
            assertThat(after.applied()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void whatIsNoNumberIsNoAdapter(float value) {
        try (LoraTraining training = training(new MaskedSft(), LoraSpec.everywhere(2, 2))) {
            float[] poisoned = training.vectors().read(training.all());
            poisoned[poisoned.length - 1] = value;
            training.vectors().write(poisoned, training.all());
            assertThatThrownBy(training::adapter).hasMessageContaining("holds " + value);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void decayAndClipMustBeNumbers(double wrong) {
        LearningRate rate = LearningRate.constant(1);
        assertThatThrownBy(() -> new Optimization(rate, 0.9, 0.999, 1e-8, wrong, 1))
                .hasMessageContaining("decay");
        assertThatThrownBy(() -> new Optimization(rate, 0.9, 0.999, 1e-8, 0, wrong))
                .hasMessageContaining("clip norm");
    }

    private static List<StepReport> steps(LoraTraining training, List<Example> examples, LoraSchedule schedule) {
        return schedule.batches(examples).map(training::step).toList();
    }

    private LoraTraining training(TokenLoss loss, LoraSpec spec) {
        return LoraTraining.fresh(base, spec, 3, loss, steady(), Parallelism.of(1));
    }

    private static Optimization steady() {
        return Optimization.lora(LearningRate.constant(0.01));
    }
}
