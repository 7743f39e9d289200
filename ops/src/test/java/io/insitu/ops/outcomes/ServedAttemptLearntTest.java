package io.insitu.ops.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.Conversation;
import io.insitu.connectors.serving.Generated;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.connectors.serving.SamplingOptions;
import io.insitu.processors.ProbeTasks;
import io.insitu.processors.StageFact;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.processors.score.ScoreStage;
import io.insitu.processors.select.SelectConfig;
import io.insitu.processors.select.SelectStage;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.serde.EventClasses;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.worker.BatchTrainer;
import io.insitu.trainer.worker.RefusedBatchException;
import io.insitu.trainer.worker.TrainerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the runtime that serves an adapter, by score and selection, to the trainer that grows from it: one policy all the way. */
class ServedAttemptLearntTest {
    static {
        EventClasses.trust(); // no serde here that would
    }

    private static final int TURNS = 3;

    @TempDir
    Path folder;

    private Path base;
    private ArtifactStore store;
    private String served;

    @BeforeEach
    void anAdapterThatHasLearnt() throws Exception {
        base = folder.resolve("base");
        store = new ArtifactStore(folder.resolve("store"));
        Optimization fast = Optimization.lora(LearningRate.constant(1e-2));
        ModelConfig config = ModelConfig.llama(40, 32, 2, 4, 2, 48, 64);
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), config, 1, fast, Parallelism.of(1))) {
            training.save(base);
        }
        try (BaseModel model = BaseModel.read(new CpuEngines(), base);
                LoraTraining training = LoraTraining.fresh(
                        model, LoraSpec.everywhere(4, 8), 1, new MaskedSft(), fast, Parallelism.of(1))) {
            for (int step = 0; step < 20; step++) {
                training.step(List.of(Example.imitate(new int[] {1, 2, 7, 7, 7}, new float[] {0, 1, 1, 1, 1})));
            }
            served = store.publish(training.adapter()).adapterId();
        }
    }

    @Test
    void whatTheServedAdapterDrewIsOnPolicyForTheTrainerThatGrowsFromIt() throws Exception {
        TrainingBatch batch = batch(served, served, 1);
        AdapterVersion grown = trained(batch);
        assertThat(grown.getParentAdapterId()).isEqualTo(served);
        assertThat(grown.getApplied()).containsEntry("onPolicyTokens", targets(batch));
        assertThat(grown.getApplied().get("onPolicyRatioOff"))
                .as("two engines, one policy")
                .isLessThan(1e-4);
    }

    @Test
    void drawnAtAnotherTemperatureItIsOffPolicyAndLearntFrom() throws Exception {
        assertThat(trained(batch(served, served, 0.7)).getApplied())
                .containsKey("ratioMean")
                .doesNotContainKey("onPolicyTokens");
    }

    @Test
    void whatTheBaseDrewUnderTheAdaptersNameIsRefused() throws Exception {
        TrainingBatch batch = batch(AgentRuntime.BASE, served, 1);
        assertThatThrownBy(() -> trained(batch))
                .isInstanceOf(RefusedBatchException.class)
                .hasMessageContaining("batch " + batch.getBatchId() + ", sample failure: said to be drawn by");
        assertThat(trained(batch(AgentRuntime.BASE, AgentRuntime.BASE, 1)).getApplied())
                .as("under its own name it is another's")
                .doesNotContainKey("onPolicyTokens");
    }

    private AdapterVersion trained(TrainingBatch batch) throws Exception {
        try (BaseModel model = BaseModel.read(new CpuEngines(), base)) {
            return new BatchTrainer(model, store, TrainerConfig.defaults()).train(batch);
        }
    }

    private static double targets(TrainingBatch batch) {
        return batch.getSamples().stream()
                .flatMap(sample -> sample.getMask().stream())
                .filter(target -> target)
                .count();
    }

    /** A success and a failure of one task, drawn by one policy and told to be another's, where the served adapter is live. */
    private TrainingBatch batch(String policy, String told, double temperature) throws Exception {
        List<StageFact> scored = new ArrayList<>();
        try (AgentRuntime runtime = AgentRuntime.open(base, RuntimeOptions.defaults())) {
            runtime.loadFrom(store, ArtifactStore.locationOf(served), served);
            ScoreStage score = new ScoreStage(ScoreConfig.defaults(), new HeapMemories());
            for (boolean success : new boolean[] {true, false}) {
                Trajectory attempt = attempt(runtime, policy, told, temperature, success);
                scored.addAll(score.decide(new StageFact.Journal(
                        new JournalEntry(attempt.getTrajectoryId(), attempt.getLineage(), 1L, attempt))));
            }
        }
        SelectConfig two = new SelectConfig(2, 0, 1, 10_000, 20_000, 1_000, Method.NFT, 4, 8, 1e-3, 1);
        SelectStage select = new SelectStage(two, new HeapMemories());
        select.decide(scored.get(0));
        select.decide(new StageFact.AdapterDecided(live())); // after the first sample told of which base the lineage is
        return select.decide(scored.get(1)).stream()
                .map(fact -> ((StageFact.Batched) fact).batch())
                .findFirst()
                .orElseThrow();
    }

    private AdapterVersion live() {
        return AdapterVersion.newBuilder()
                .setAdapterId(served)
                .setLineage("desk")
                .setBaseModelId("")
                .setParentAdapterId("")
                .setBatchId("")
                .setStatus(AdapterStatus.LIVE)
                .setLocation(ArtifactStore.locationOf(served))
                .setEngine("cpu@2")
                .setRank(4)
                .setChangedMs(1)
                .build();
    }

    private static Trajectory attempt(
            AgentRuntime runtime, String policy, String told, double temperature, boolean success) {
        List<Object> steps = new ArrayList<>();
        try (Conversation conversation = runtime.beginWith(policy)) {
            for (int turn = 0; turn < TURNS; turn++) {
                int[] news = {1, 2 + turn};
                Generated answer = conversation.generate(
                        news, new SamplingOptions(5, temperature, turn + (success ? 0 : 100), Set.of()));
                steps.add(Generation.newBuilder()
                        .setText("...")
                        .setPromptTokens(IntStream.of(news).boxed().toList())
                        .setTokens(answer.tokens())
                        .setLogProbs(answer.logProbs())
                        .setBaseModelId(runtime.baseModelId())
                        .setAdapterId(told)
                        .setTemperature((float) temperature)
                        .build());
            }
        }
        String task = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "task" + i)
                .filter(one -> !ProbeTasks.heldOut(one))
                .findFirst()
                .orElseThrow();
        return Trajectory.newBuilder()
                .setTrajectoryId(success ? "success" : "failure")
                .setLineage("desk")
                .setTaskId(task)
                .setGroupId("group")
                .setGroupSize(2)
                .setInstruction("")
                .setBaseModelId(runtime.baseModelId())
                .setAdapterIds(List.of(told))
                .setStartedMs(1)
                .setEndedMs(2)
                .setClosed(CloseReason.ENDED)
                .setSteps(steps)
                .setOutcome(success ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE)
                .setReward(success ? 1 : -1)
                .build();
    }
}
