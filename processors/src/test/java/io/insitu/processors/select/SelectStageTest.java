package io.insitu.processors.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.Keys;
import io.insitu.processors.MapMemory;
import io.insitu.processors.ProbeTasks;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Drawn;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.serde.JsonSerde;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectStageTest {
    private static final SelectConfig TWO_MAKE_A_BATCH =
            new SelectConfig(2, 2, 3, 64, 1_000, 300_000, Method.SFT, 4, 8, 1e-3, 1);

    private final MapMemory.All memories = new MapMemory.All();
    private final SelectStage stage = new SelectStage(TWO_MAKE_A_BATCH, memories);
    private int attempts;

    @Test
    void aSampleIsPromptAndAnswerAndOnlyAnswersWorthImitatingAreLearnt() {
        Experience experience = Experience.newBuilder(attempt("a", trained(0), true, 4, 2))
                .setTrajectory(Trajectory.newBuilder(
                                attempt("a", trained(0), true, 4, 2).getTrajectory())
                        .setSteps(List.of(generation(), generation()))
                        .build())
                .setStepMask(List.of(false, true))
                .build();
        PooledSample sample = PooledSample.of(experience, Method.SFT);
        assertThat(sample.tokens()).isEqualTo(List.of(1, 2, 7, 9, 1, 2, 7, 9));
        assertThat(sample.mask()).isEqualTo(List.of(false, false, false, false, false, false, true, true));
        assertThat(sample.logProbs()).isEqualTo(List.of(0f, 0f, 0f, 0f, 0f, 0f, -0.5f, -0.25f));
        assertThat(sample.successRate()).isEqualTo(0.5);
    }

    @Test
    void aFailedTryIsLeftOutWhereItsCorrectionIsImitatedAndKeptWhereItIsJudged() {
        Experience told = attempt("a", trained(0), true, 4, 2);
        Experience experience = Experience.newBuilder(told)
                .setTrajectory(Trajectory.newBuilder(told.getTrajectory())
                        .setSteps(List.of(generation(3), generation(4), generation(5)))
                        .build())
                .setStepMask(List.of(false, true, true))
                .setStepReplaced(List.of(true, false, false))
                .setStepCredits(List.of(0.1f, 0.2f, 0.3f))
                .build();
        PooledSample imitated = PooledSample.of(experience, Method.SFT);
        assertThat(imitated.tokens()).isEqualTo(List.of(1, 3, 40, 1, 5, 50));
        assertThat(imitated.mask()).isEqualTo(List.of(false, false, true, false, false, true));
        assertThat(imitated.credits()).isEmpty();
        PooledSample judged = PooledSample.of(experience, Method.GRPO);
        assertThat(judged.tokens()).isEqualTo(List.of(1, 3, 30, 1, 4, 40, 1, 5, 50));
        assertThat(judged.credits()).isEqualTo(List.of(0f, 0f, 0f, 0f, 0f, 0.2f, 0f, 0f, 0.3f));
        assertThat(judged.sample(false).getCredits()).isEqualTo(judged.credits());
        assertThat(judged.sample(true).getCredits()).isEmpty();
    }

    @Test
    void aBatchTellsWhichAdapterDrewWhichTargetsAsFarAsThatIsKnown() {
        Experience told = attempt("a", trained(0), true, 4, 2);
        List<Object> calls = List.of(
                drawn(3, b -> b.setAdapterId("x")),
                drawn(4, b -> b.setAdapterId("")),
                drawn(5, b -> b.setAdapterId("x").setTemperature(0.7f)),
                drawn(6, b -> b.setAdapterId("x").setLogProbs(List.of())),
                drawn(7, b -> b.setAdapterId("x").setBaseModelId("another")),
                drawn(8, b -> b.setAdapterId("x")),
                drawn(9, b -> b.setAdapterId("y")));
        Experience experience = Experience.newBuilder(told)
                .setTrajectory(Trajectory.newBuilder(told.getTrajectory())
                        .setSteps(calls)
                        .build())
                .setStepMask(List.of(true, true, true, true, true, false, true))
                .setStepReplaced(List.of(false, true, false, false, false, false, false))
                .build();
        PooledSample judged = PooledSample.of(experience, Method.GRPO);
        assertThat(judged.sample(false).getDrawn())
                .containsExactly(new Drawn("x", 2, 1), new Drawn("", 5, 1), new Drawn("y", 20, 1))
                .allSatisfy(drawn ->
                        assertThat(judged.logProbs().get(drawn.getFirst())).isEqualTo(-0.5f));
        assertThat(judged.sample(true).getDrawn()).hasSize(3);
        assertThat(PooledSample.of(experience, Method.SFT).drawn())
                .as("behind a try that is left out, probabilities are of another context")
                .containsExactly(new Stretch("x", 2, 1));
    }

    private static Generation drawn(int number, Consumer<Generation.Builder> more) {
        Generation.Builder call = Generation.newBuilder(generation(number)).setBaseModelId("base");
        more.accept(call);
        return call.build();
    }

    @Test
    void whatWasPooledBeforeThereWereCreditsIsRead() {
        String before = """
                {"experienceId":"e","trajectoryId":"a","taskId":"t","success":true,"tokens":[1],"mask":[true],"logProbs":[0.0],
                 "reward":1.0,"advantage":0.5,"successRate":0.5}""";
        try (JsonSerde<PooledSample> serde = JsonSerde.of(PooledSample.class)) {
            PooledSample read = serde.deserializer().deserialize("pool", before.getBytes(StandardCharsets.UTF_8));
            assertThat(read.sample(false).getCredits()).isEmpty();
            assertThat(read.sample(false).getDrawn()).isEmpty();
            assertThat(read.advantage()).isEqualTo(0.5);
        }
    }

    private static Generation generation(int number) {
        return Generation.newBuilder()
                .setText("...")
                .setPromptTokens(List.of(1, number))
                .setTokens(List.of(10 * number))
                .setLogProbs(List.of(-0.5f))
                .build();
    }

    @Test
    void enoughSuccessesAmongFailuresMakeABatch() {
        assertThat(batches(scored(true, 4, 2))).isEmpty();
        assertThat(batches(scored(false, 4, 2))).isEmpty();
        assertThat(batches(scored(true, 4, 2))).singleElement().satisfies(batch -> {
            assertThat(batch.getNumber()).isEqualTo(1);
            assertThat(batch.getSamples()).hasSize(2).noneMatch(Sample::getReplayed);
        });
    }

    @Test
    void whatAlwaysSucceedsIsOnlyKeptForReplay() {
        for (int i = 0; i < 5; i++) {
            assertThat(batches(scored(true, 4, 4))).isEmpty();
        }
        assertThat(pooled("fresh")).isZero();
        assertThat(pooled("replay")).as("the oldest make room").isEqualTo(3);
        scored(true, 4, 2);
        assertThat(batches(scored(true, 4, 2)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.getSamples().stream().filter(Sample::getReplayed))
                        .hasSize(2));
    }

    @Test
    void whereSamplesAreWeighedTheOldestMakesRoomForWhatIsNew() {
        SelectStage weighing = new SelectStage(
                TWO_MAKE_A_BATCH.choosing(new ChoiceConfig(0, 1, 1, 0, 0, 0, Integer.MAX_VALUE, 0, 0.3)), memories);
        List<String> first =
                batches(weighing.decide(new StageFact.Scored(attempt("even", trained(0), true, 4, 2)))).stream()
                        .map(TrainingBatch::getBatchId)
                        .toList();
        assertThat(first).isEmpty();
        TrainingBatch one = batches(weighing.decide(new StageFact.Scored(attempt("even2", trained(1), true, 4, 2))))
                .get(0);
        assertThat(one.getSamples()).hasSize(2);
        for (int i = 0; i < 20; i++) { // the batch is under way: they wait, eight at most
            weighing.decide(new StageFact.Scored(attempt("easy" + i, trained(2), true, 4, 3)));
        }
        weighing.decide(new StageFact.Scored(attempt("even3", trained(3), true, 4, 2)));
        assertThat(pooled("fresh")).isEqualTo(8);
        List<TrainingBatch> two = batches(weighing.decide(decided("adapter", one.getBatchId(), AdapterStatus.LIVE)));
        assertThat(two.get(0).getSamples().get(0).getTrajectoryId()).isEqualTo("even3");
    }

    @Test
    void theBandSaysWhichTasksAreWorthTraining() {
        SelectStage narrow = new SelectStage(
                TWO_MAKE_A_BATCH.choosing(new ChoiceConfig(0.3, 0.7, 0, 0, 0, 0, Integer.MAX_VALUE, 0, 0.3)), memories);
        narrow.decide(new StageFact.Scored(attempt("easy", trained(0), true, 4, 3)));
        narrow.decide(new StageFact.Scored(attempt("hard", trained(0), true, 4, 1)));
        assertThat(pooled("fresh")).isZero();
        narrow.decide(new StageFact.Scored(attempt("even", trained(0), true, 4, 2)));
        assertThat(pooled("fresh")).isEqualTo(1);
    }

    @Test
    void probeTasksAreNeverTrainedOn() {
        String heldOut = IntStream.range(0, 100)
                .mapToObj(i -> "task" + i)
                .filter(ProbeTasks::heldOut)
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 4; i++) {
            assertThat(decide(attempt("probe" + i, heldOut, true, 4, 2))).isEmpty();
        }
        assertThat(pooled("fresh") + pooled("replay")).isZero();
    }

    @Test
    void theNextBatchWaitsForTheVerdictOnTheLast() {
        String batchId = firstBatch();
        assertThat(batches(scored(true, 4, 2))).isEmpty();
        assertThat(batches(scored(true, 4, 2))).isEmpty();
        assertThat(batches(verdict("adapter", batchId, AdapterStatus.CANARY))).isEmpty();
        assertThat(batches(verdict("adapter", batchId, AdapterStatus.LIVE)))
                .singleElement()
                .satisfies(batch -> {
                    assertThat(batch.getNumber()).isEqualTo(2);
                    assertThat(batch.getParentAdapterId()).isEqualTo("adapter");
                });
    }

    @Test
    void aVerdictThatNeverComesIsWaitedForOnlySoLong() {
        firstBatch();
        scored(true, 4, 2);
        scored(true, 4, 2);
        assertThat(tick(1_000)).isEmpty();
        assertThat(tick(300_999)).isEmpty();
        assertThat(batches(tick(301_000))).hasSize(1);
    }

    @Test
    void aBatchTheTrainerRefusedIsNotWaitedFor() {
        String batchId = firstBatch();
        scored(true, 4, 2);
        assertThat(batches(scored(true, 4, 2))).isEmpty();
        assertThat(refused("another batch")).isEmpty();
        assertThat(batches(refused(batchId)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.getNumber()).isEqualTo(2));
        assertThat(refused(batchId)).as("said again, it changes nothing").isEmpty();
    }

    @Test
    void attemptsWhoseFaultARefusalIsAreNotDrawnAgain() {
        String batchId = firstBatch();
        assertThat(pooled("replay")).isEqualTo(2);
        refused(batchId, "a1");
        assertThat(memories.open(SelectMemory.POOL).entries().values())
                .singleElement()
                .extracting(PooledSample::trajectoryId)
                .isEqualTo("a0");
        scored(true, 4, 2);
        assertThat(batches(scored(true, 4, 2)).get(0).getSamples())
                .extracting(Sample::getTrajectoryId)
                .containsExactly("a2", "a3", "a0");
    }

    private List<StageFact> refused(String batchId, String... attempts) {
        RequestFailed refusal = new RequestFailed("unreadable", false, List.of(attempts));
        Reply reply = new Reply(batchId, Facts.LINEAGE, "trainer@1", 1_000L, refusal);
        return stage.decide(Facts.journal("refused-" + batchId, 1_000, reply));
    }

    private String firstBatch() {
        scored(true, 4, 2);
        return batches(scored(true, 4, 2)).get(0).getBatchId();
    }

    @Test
    void aSuspectAttemptIsNotPooled() {
        StageFact.Scored told = new StageFact.Scored(attempt("a", trained(0), true, 4, 2));
        stage.decide(Facts.suspect(told));
        assertThat(pooled("fresh") + pooled("replay")).isZero();
        stage.decide(told);
        assertThat(pooled("fresh")).isEqualTo(1);
    }

    @Test
    void aLaterVersionTakesThePlaceOfAnEarlierOne() {
        Experience first = attempt("a", trained(0), true, 4, 2);
        decide(first);
        decide(Experience.newBuilder(first)
                .setExperienceId("second")
                .setAdvantage(0.5)
                .setSupersedes(first.getExperienceId())
                .setOutcomeBefore(OutcomeKind.SUCCESS)
                .build());
        assertThat(memories.open(SelectMemory.POOL).entries().values())
                .singleElement()
                .extracting(PooledSample::experienceId)
                .isEqualTo("second");
    }

    private List<StageFact> scored(boolean success, int size, int successes) {
        int number = attempts++;
        return decide(attempt("a" + number, trained(number), success, size, successes));
    }

    private List<StageFact> decide(Experience experience) {
        return stage.decide(new StageFact.Scored(experience));
    }

    private List<StageFact> tick(long nowMs) {
        return stage.decide(Facts.journal("tick", nowMs, new Tick(nowMs)));
    }

    private List<StageFact> verdict(String adapterId, String batchId, AdapterStatus status) {
        return stage.decide(decided(adapterId, batchId, status));
    }

    private static StageFact decided(String adapterId, String batchId, AdapterStatus status) {
        return new StageFact.AdapterDecided(AdapterVersion.newBuilder()
                .setAdapterId(adapterId)
                .setLineage(Facts.LINEAGE)
                .setBaseModelId("base")
                .setParentAdapterId("")
                .setBatchId(batchId)
                .setStatus(status)
                .setLocation("adapters/" + adapterId)
                .setEngine("cpu@1")
                .setRank(4)
                .setChangedMs(1)
                .build());
    }

    private long pooled(String kind) {
        return memories.open(SelectMemory.POOL)
                .startingWith(Keys.prefix(Facts.LINEAGE, kind))
                .size();
    }

    private static List<TrainingBatch> batches(List<StageFact> facts) {
        List<TrainingBatch> batches = new ArrayList<>();
        facts.forEach(fact -> batches.add(((StageFact.Batched) fact).batch()));
        return batches;
    }

    private static Experience attempt(String id, String task, boolean success, int size, int successes) {
        Experience told = Facts.attempt(id, task, success).scored().experience();
        return Experience.newBuilder(told)
                .setTrajectory(Trajectory.newBuilder(told.getTrajectory())
                        .setBaseModelId("base")
                        .setSteps(List.of(generation()))
                        .build())
                .setStepMask(List.of(true))
                .setGroup(new GroupStatistics(task, size, successes, 0.0, 0.0, 0, 0, 0.0))
                .build();
    }

    private static Generation generation() {
        return Generation.newBuilder()
                .setText("credit")
                .setPromptTokens(List.of(1, 2))
                .setTokens(List.of(7, 9))
                .setLogProbs(List.of(-0.5f, -0.25f))
                .setBaseModelId("base")
                .build();
    }

    private static String trained(int number) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "task" + i)
                .filter(task -> !ProbeTasks.heldOut(task))
                .skip(number)
                .findFirst()
                .orElseThrow();
    }
}
