package io.insitu.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.serde.EventClasses;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.model.Modules;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTrainerTest {
    static {
        EventClasses.trust(); // no serde here that would
    }

    @TempDir
    Path folder;

    private BaseModel base;
    private ArtifactStore store;
    private BatchTrainer trainer;

    @BeforeEach
    void load() throws Exception {
        Optimization any = Optimization.full(LearningRate.constant(1e-3));
        ModelConfig tiny = ModelConfig.llama(37, 24, 2, 4, 2, 40, 64);
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), tiny, 1, any, Parallelism.of(1))) {
            training.save(folder.resolve("base"));
        }
        base = BaseModel.read(new CpuEngines(), folder.resolve("base"));
        store = new ArtifactStore(folder.resolve("store"));
        trainer = new BatchTrainer(base, store, config());
    }

    private static TrainerConfig config() {
        return new TrainerConfig("test", 1, 1024, 16, 0.1, Modules.ALL, 500_000, 50, 64, Objectives.defaults());
    }

    @AfterEach
    void free() {
        base.close();
    }

    @Test
    void aBatchBecomesACandidateThatCanBeOpened() throws Exception {
        AdapterVersion version = trainer.train(batch(Method.NFT).build());
        assertThat(version.getStatus()).isEqualTo(AdapterStatus.CANDIDATE);
        assertThat(version.getCauses()).containsExactly("batch-1");
        assertThat(version.getEvidence()).isEmpty();
        assertThat(version.getEngine()).isEqualTo("cpu@2");
        assertThat(version.getApplied()).containsEntry("steps", 6.0).containsEntry("skippedSteps", 0.0);
        assertThat(version.getApplied().get("targetTokens")).isEqualTo(3 * 20 * 6.0);
        assertThat(store.open(version.getLocation()).baseModelId()).isEqualTo(base.id());
    }

    @Test
    void theSameBatchGivesTheSameFact() throws Exception {
        AdapterVersion first = trainer.train(batch(Method.SFT).build());
        assertThat(trainer.train(batch(Method.SFT).build())).isEqualTo(first);
        assertThat(trainer.train(batch(Method.SFT).setSeed(8).build()).getAdapterId())
                .isNotEqualTo(first.getAdapterId());
    }

    @Test
    void anAdapterGrowsFromItsParent() throws Exception {
        String parent = trainer.train(batch(Method.SFT).build()).getAdapterId();
        AdapterVersion child =
                trainer.train(batch(Method.SFT).setParentAdapterId(parent).build());
        assertThat(child.getParentAdapterId()).isEqualTo(parent);
        assertThat(child.getApplied().get("lossFirst")).isLessThan(3.6);
    }

    @Test
    void attemptsJudgedByTheirAdvantageMakeTheBetterOnesLikelier() throws Exception {
        AdapterVersion version = trainer.train(batch(Method.GRPO)
                .setSamples(samples(i -> sample(i).setAdvantage(i % 2 == 0 ? 1 : -1)))
                .build());
        assertThat(version.getApplied().get("targetTokens")).isEqualTo(3 * 20 * 6.0);
        assertThat(gainOfTheBetter(version)).isGreaterThan(0.05);
    }

    @Test
    void whereStepsWereCreditedTheirCreditDecides() throws Exception {
        AdapterVersion version = trainer.train(batch(Method.GRPO)
                .setSamples(samples(i -> sample(i)
                        .setAdvantage(i % 2 == 0 ? 1 : -1)
                        .setCredits(Collections.nCopies(8, i % 2 == 0 ? -1f : 1f))))
                .build());
        assertThat(gainOfTheBetter(version)).isLessThan(-0.05);
    }

    @Test
    void successesAndFailuresOfATaskBecomePairs() throws Exception {
        AdapterVersion version = trainer.train(batch(Method.DPO).build());
        assertThat(version.getApplied()).containsEntry("steps", 3.0); // 10 pairs, 16 a step, 3 epochs
        assertThat(version.getApplied().get("lossFirst")).isEqualTo(Math.log(2), within(1e-6));
        assertThat(version.getApplied().get("marginLast")).isPositive();
        assertThat(version.getApplied().get("kl")).isPositive();
        assertThat(version.getApplied())
                .containsEntry("klCappedTokens", 0.0)
                .doesNotContainKeys("ratioMean", "ratioMax", "clipShare"); // pairs have no old policy
        assertThat(gainOfTheBetter(version)).isGreaterThan(0.05);
        refused(
                b -> b.setMethod(Method.DPO).setSamples(samples(i -> sample(2 * i))),
                DeadLetterReason.INVALID_FIELD,
                "no task has a success and a failure");
    }

    @Test
    void aReplayedSuccessCountsByWhatGroupsReachNow() throws Exception {
        // Fresh groups succeed half of the time: a replayed success is worth 0.5, a replayed failure is left out.
        Consumer<TrainingBatch.Builder> replaying = b -> b.setMethod(Method.GRPO)
                .setNumber(10)
                .setSamples(
                        samples(i -> sample(i).setAdvantage(i % 2 == 0 ? 1 : -1).setReplayed(i >= 10)));
        TrainingBatch.Builder batch = batch(Method.GRPO);
        replaying.accept(batch);
        assertThat(trainer.train(batch.build()).getApplied().get("targetTokens"))
                .isEqualTo(3 * 15 * 6.0);
        AdapterVersion early = trainer.train(batch.setNumber(1).build());
        assertThat(early.getApplied().get("gradNormMax")).isPositive();
        refused(
                b -> b.setMethod(Method.GRPO).setSamples(samples(i -> sample(i).setAdvantage(0))),
                DeadLetterReason.INVALID_FIELD,
                "none is better or worse than its group");
    }

    @Test
    void whatGroupsReachIsOfTasksNotOfAttempts() throws Exception {
        // Ten attempts at a task that always succeeds, three each at two that succeed half of the time: half is usual.
        List<Sample> samples = samples(i -> sample(i)
                .setTaskId(i < 10 ? "easy" : i % 2 == 0 ? "one" : "other")
                .setGroupSuccessRate(i < 10 ? 1 : 0.5)
                .setAdvantage(i < 10 ? 0 : i % 2 == 0 ? 1 : -1)
                .setReplayed(i >= 16));
        AdapterVersion learnt =
                trainer.train(batch(Method.GRPO).setSamples(samples).build());
        assertThat(learnt.getApplied().get("targetTokens")).isEqualTo(3 * (6 + 2) * 6.0); // two replayed succeeded
    }

    @Test
    void replayedSuccessesTakeNothingFromTheFreshAtFirst() throws Exception {
        Objectives gentle =
                new Objectives(new Nft(), new Grpo(0.2, 0.28, 0, 3), new Dpo(0.1), false, 0, false, 1_000_000);
        BatchTrainer whole = new BatchTrainer(
                base, store, new TrainerConfig("test", 1, 1024, 64, 0.1, Modules.ALL, 500_000, 50, 64, gentle));
        double[] norms = new double[2];
        for (int n = 0; n < norms.length; n++) {
            List<Sample> samples = samples(i -> sample(i).setAdvantage(i % 2 == 0 ? 1 : -1));
            for (int i = 0; i < 40 * n; i++) {
                samples.add(sample(2 * i).setReplayed(true).build());
            }
            AdapterVersion learnt = whole.train(
                    batch(Method.GRPO).setEpochs(1).setSamples(samples).build());
            assertThat(learnt.getApplied().get("targetTokens")).isEqualTo((20 + 40 * n) * 6.0);
            norms[n] = learnt.getApplied().get("gradNormMax");
        }
        assertThat(norms[0]).isPositive();
        assertThat(norms[1]).isCloseTo(norms[0], within(1e-3 * norms[0]));
    }

    @Test
    void aBatchThatWasNotSampledByItsParentIsRefusedByName() throws Exception {
        Objectives strict = new Objectives(new Nft(), new Grpo(0.2, 0.28, 0.1, 3), new Dpo(0.1), true, 0.1, true, 5);
        BatchTrainer careful = new BatchTrainer(base, store, config().with(strict));
        for (Method method : List.of(Method.NFT, Method.GRPO)) {
            TrainingBatch batch = batch(method)
                    .setSamples(samples(i -> sample(i).setAdvantage(i % 2 == 0 ? 1 : -1)))
                    .build();
            assertThatThrownBy(() -> careful.train(batch))
                    .isInstanceOfSatisfying(
                            RefusedBatchException.class,
                            e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.INVALID_FIELD))
                    .hasMessageContaining(
                            "batch batch-1, sample t0: declared on-policy, but the importance ratio of token 2 is");
        }
        TrainingBatch imitated = batch(Method.SFT).build(); // has no ratio to check
        assertThat(careful.train(imitated).getApplied().get("steps")).isEqualTo(6.0);
    }

    /** How much a success gained on a failure where they differ, since the base. */
    private double gainOfTheBetter(AdapterVersion version) throws Exception {
        Optimization still = Optimization.lora(LearningRate.constant(1));
        LoraAdapter learnt = store.open(version.getLocation());
        try (LoraTraining now = LoraTraining.from(base, learnt, new MaskedSft(), still, Parallelism.of(1));
                LoraTraining before = LoraTraining.fresh(
                        base, LoraSpec.everywhere(1, 1), 1, new MaskedSft(), still, Parallelism.of(1))) {
            return preference(now) - preference(before);
        }
    }

    private static double preference(LoraTraining training) {
        float[] mask = {0, 0, 1, 1, 1, 1, 1, 1};
        List<float[]> logProbs = training.logProbs(List.of(
                Example.imitate(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, mask),
                Example.imitate(new int[] {1, 2, 3, 5, 5, 6, 7, 8}, mask)));
        return logProbs.get(0)[3] - logProbs.get(1)[3];
    }

    @Test
    void aBatchForAnotherBaseIsRefused() {
        refused(b -> b.setBaseModelId("other"), DeadLetterReason.UNKNOWN_REFERENCE, "baseModelId");
    }

    @Test
    void aBatchWithAnUnknownParentIsRefused() {
        refused(b -> b.setParentAdapterId("0".repeat(32)), DeadLetterReason.UNKNOWN_REFERENCE, "parentAdapterId");
        refused(b -> b.setParentAdapterId("../.."), DeadLetterReason.UNKNOWN_REFERENCE, "parentAdapterId");
    }

    @Test
    void aBatchWithoutTargetsIsRefused() {
        refused(b -> b.setSamples(List.of()), DeadLetterReason.INVALID_FIELD, "no token");
    }

    @Test
    void aTokenOutsideTheVocabularyIsRefused() {
        Sample wrong = sample(1).setTokens(List.of(1, 2, 3, 99, 5, 6, 7, 8)).build();
        refused(b -> b.setSamples(List.of(wrong)), DeadLetterReason.INVALID_FIELD, "token 99 at 3");
    }

    @Test
    void aWeightBelowNothingIsRefused() {
        Sample wrong = Sample.newBuilder(sample(1)).setWeight(-1).build();
        refused(b -> b.setSamples(List.of(wrong)), DeadLetterReason.INVALID_FIELD, "weight -1.0 is below 0");
    }

    @Test
    void aSampleTheModelCannotReadIsLeftOutAndCounted() throws Exception {
        Sample foreign = Sample.newBuilder(sample(1))
                .setTokens(List.of(1, 2, 3, -5, 5, 6, 7, 8))
                .build();
        Sample unlikely = Sample.newBuilder(sample(1))
                .setLogProbs(List.of(0f, 0f, Float.NaN, 0f, 0f, 0f, 0f, 0f))
                .build();
        Sample tooLong = Sample.newBuilder(sample(1))
                .setTokens(Collections.nCopies(65, 1))
                .setMask(Collections.nCopies(65, true))
                .setLogProbs(Collections.nCopies(65, -1f))
                .build();
        AdapterVersion clean = trainer.train(batch(Method.NFT).build());
        TrainingBatch.Builder disturbed = batch(Method.NFT);
        disturbed.getSamples().add(0, foreign);
        disturbed.getSamples().add(7, tooLong);
        disturbed.getSamples().add(unlikely);
        AdapterVersion learnt = trainer.train(disturbed.build());
        assertThat(clean.getApplied()).containsEntry("samplesLeftOut", 0.0);
        assertThat(learnt.getApplied()).containsEntry("samplesLeftOut", 3.0);
        assertThat(learnt.getAdapterId()).as("what is left out teaches nothing").isEqualTo(clean.getAdapterId());
    }

    @Test
    void listsOfDifferentLengthsAreRefused() {
        Sample wrong = sample(1).setMask(List.of(true)).build();
        refused(b -> b.setSamples(List.of(wrong)), DeadLetterReason.INVALID_FIELD, "mask 1");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        refused(b -> b.setRank(65), DeadLetterReason.INVALID_FIELD, "rank");
        refused(b -> b.setEpochs(0), DeadLetterReason.INVALID_FIELD, "epochs");
        refused(b -> b.setLearningRate(Double.NaN), DeadLetterReason.INVALID_FIELD, "learningRate");
        List<Sample> many = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            many.add(sample(1).build());
        }
        refused(b -> b.setSamples(many), DeadLetterReason.LIMIT_REACHED, "maxTokens");
    }

    private void refused(Consumer<TrainingBatch.Builder> change, DeadLetterReason reason, String message) {
        TrainingBatch.Builder batch = batch(Method.NFT);
        change.accept(batch);
        assertThatThrownBy(() -> trainer.train(batch.build()))
                .isInstanceOfSatisfying(
                        RefusedBatchException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private TrainingBatch.Builder batch(Method method) {
        return TrainingBatch.newBuilder()
                .setBatchId("batch-1")
                .setLineage("desk")
                .setNumber(1)
                .setMethod(method)
                .setBaseModelId(base.id())
                .setParentAdapterId("")
                .setSamples(samples(BatchTrainerTest::sample))
                .setRank(4)
                .setAlpha(8)
                .setLearningRate(0.01)
                .setEpochs(3)
                .setSeed(7)
                .setCreatedMs(1000);
    }

    private static List<Sample> samples(IntFunction<Sample.Builder> each) {
        return IntStream.range(0, 20)
                .mapToObj(i -> each.apply(i).build())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Sample.Builder sample(int number) {
        return Sample.newBuilder()
                .setTrajectoryId("t" + number)
                .setTaskId("task")
                .setTokens(List.of(1, 2, 3, number % 2 + 4, 5, 6, 7, 8))
                .setMask(List.of(false, false, true, true, true, true, true, true))
                .setLogProbs(List.of(0f, 0f, -3.5f, -3.5f, -3.5f, -3.5f, -3.5f, -3.5f))
                .setReward(number % 2 == 0 ? 1 : -1)
                .setAdvantage(0)
                .setGroupSuccessRate(0.5);
    }
}
