package io.insitu.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.model.Modules;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTrainerTest {
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
        trainer = new BatchTrainer(
                base, store, new TrainerConfig("test", 1, 1024, 16, 0.1, Modules.ALL, 500_000, 50, 64));
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
        assertThat(version.getEngine()).isEqualTo("cpu@1");
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
        Sample wrong = Sample.newBuilder(sample(1))
                .setTokens(List.of(1, 2, 3, 99, 5, 6, 7, 8))
                .build();
        refused(b -> b.setSamples(List.of(wrong)), DeadLetterReason.INVALID_FIELD, "token 99 at 3");
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
        Sample wrong = Sample.newBuilder(sample(1)).setMask(List.of(true)).build();
        refused(b -> b.setSamples(List.of(wrong)), DeadLetterReason.INVALID_FIELD, "mask 1");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        refused(b -> b.setRank(65), DeadLetterReason.INVALID_FIELD, "rank");
        refused(b -> b.setEpochs(0), DeadLetterReason.INVALID_FIELD, "epochs");
        refused(b -> b.setLearningRate(Double.NaN), DeadLetterReason.INVALID_FIELD, "learningRate");
        List<Sample> many = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            many.add(sample(1));
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
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            samples.add(sample(i));
        }
        return TrainingBatch.newBuilder()
                .setBatchId("batch-1")
                .setLineage("desk")
                .setNumber(1)
                .setMethod(method)
                .setBaseModelId(base.id())
                .setParentAdapterId("")
                .setSamples(samples)
                .setRank(4)
                .setAlpha(8)
                .setLearningRate(0.01)
                .setEpochs(3)
                .setSeed(7)
                .setCreatedMs(1000);
    }

    private static Sample sample(int number) {
        return Sample.newBuilder()
                .setTrajectoryId("t" + number)
                .setTaskId("task")
                .setTokens(List.of(1, 2, 3, number % 2 + 4, 5, 6, 7, 8))
                .setMask(List.of(false, false, true, true, true, true, true, true))
                .setLogProbs(List.of(0f, 0f, -3.5f, -3.5f, -3.5f, -3.5f, -3.5f, -3.5f))
                .setReward(number % 2 == 0 ? 1 : -1)
                .setAdvantage(0)
                .setGroupSuccessRate(0.5)
                .build();
    }
}
