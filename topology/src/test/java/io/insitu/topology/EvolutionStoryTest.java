package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.processors.gate.GateConfig;
import io.insitu.processors.recall.RecallConfig;
import io.insitu.processors.recall.UtilityEstimator;
import io.insitu.processors.select.SelectConfig;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Pause;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.ProbeOutcome;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.Resume;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.event.ToolTrialResult;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a log, stage by stage, in the topology as it runs. After every story, telling it again is silent. */
class EvolutionStoryTest {
    private static final String DESK = "desk";
    private static final List<String> GOLD = List.of("refund", "gold");
    private final Pipeline pipeline = Pipeline.fresh(eager());
    private final List<Runnable> told = new ArrayList<>();
    private int commands;

    @AfterEach
    void toldAgainNothingIsSaidAndNothingChanges() {
        outputs().forEach(pipeline::said);
        Map<String, Map<String, String>> before = pipeline.state();
        List.copyOf(told).forEach(Runnable::run);
        outputs()
                .forEach(topic ->
                        assertThat(pipeline.said(topic)).as(topic.name()).isEmpty());
        assertThat(pipeline.state()).isEqualTo(before);
        pipeline.close();
    }

    @Test
    void scoreWeighsEachAttemptWithinItsGroup() {
        tell(Desk.group(DESK, Desk.task(false, 0), "laptop", GOLD));
        List<Experience> scored = pipeline.said(Topics.EXPERIENCE);
        assertThat(scored).hasSize(4);
        assertThat(scored.stream().mapToDouble(Experience::getAdvantage).sum()).isCloseTo(0, within(1e-9));
    }

    @Test
    void distilMakesAPrincipleAtOnceAndAToolAfterItsTrial() {
        twoTasks(DESK);
        assertThat(activePrinciple().getStatement()).isEqualTo("when refund gold do credit");
        Request asked = pipeline.said(Topics.REQUESTS).get(0);
        assertThat(pipeline.said(Topics.TOOLS)).allMatch(tool -> tool.getStatus() == EntryStatus.CANDIDATE);
        ToolTrial trial = (ToolTrial) asked.getBody();
        reply(asked, new ToolTrialResult(trial.getToolId(), 2, 2, ""));
        assertThat(pipeline.said(Topics.TOOLS)).extracting(Tool::getStatus).containsExactly(EntryStatus.ACTIVE);
    }

    @Test
    void recallRetiresAPrincipleThatStoppedHelping() {
        twoTasks(DESK);
        Principle principle = activePrinciple();
        for (int n = 2; n < 4; n++) {
            tell(Desk.group(
                    DESK,
                    Desk.task(false, n),
                    "phone" + n,
                    GOLD,
                    List.of("credit", "credit", "credit", "credit"),
                    "voucher",
                    List.of(principle.getId())));
        }
        Principle last = pipeline.said(Topics.PRINCIPLES).stream()
                .filter(one -> one.getId().equals(principle.getId()))
                .reduce((older, newer) -> newer)
                .orElseThrow();
        assertThat(last.getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(updates(UpdateKind.PRINCIPLE_RETIRED)).contains(principle.getId());
    }

    @Test
    void theRevisionsOfAnEntryFollowEachOtherOnItsTopic() {
        twoTasks(DESK);
        List<String> entry = List.of(activePrinciple().getId());
        for (int n = 2; n < 6; n++) {
            List<String> choices = n % 2 == 0
                    ? List.of("credit", "credit", "voucher", "credit")
                    : List.of("credit", "voucher", "voucher", "voucher");
            tell(Desk.group(DESK, Desk.task(false, n), "phone" + n, GOLD, choices, "credit", entry));
        }
        Map<String, List<Long>> revisions = new TreeMap<>();
        pipeline.said(Topics.PRINCIPLES)
                .forEach(one -> revisions
                        .computeIfAbsent(one.getId(), id -> new ArrayList<>())
                        .add((long) one.getRevision()));
        assertThat(revisions.get(entry.get(0)))
                .as("distil revises and recall credits with the same attempts")
                .hasSizeGreaterThan(2);
        assertThat(revisions.values())
                .allSatisfy(told -> assertThat(told).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void recallAnnouncesOnceThatALibraryHasSettled() {
        for (int n = 0; n < 16; n++) {
            tell(Desk.group(
                    DESK, Desk.task(false, n), "laptop", GOLD, List.of("credit", "credit"), "credit", List.of()));
        }
        assertThat(updates(UpdateKind.CONVERGED)).containsExactly(DESK);
    }

    @Test
    void selectMakesABatchOfWhatIsWorthLearning() {
        probes(DESK);
        twoTasks(DESK);
        TrainingBatch batch = pipeline.said(Topics.TRAINING_BATCHES).get(0);
        assertThat(batch.getSamples()).hasSize(4).allMatch(sample -> sample.getReward() > 0);
        assertThat(batch.getSamples())
                .as("tasks kept out of training stay out")
                .noneMatch(sample -> sample.getTaskId().equals(Desk.task(true, 0)));
    }

    @Test
    void aPausedLineageMakesNoBatchUntilItIsResumed() {
        command(new Pause("audit"));
        twoTasks(DESK);
        assertThat(pipeline.said(Topics.TRAINING_BATCHES)).isEmpty();
        assertThat(pipeline.said(Topics.PRINCIPLES)).isEmpty();
        command(new Resume("audited"));
        for (int n = 2; n < 4; n++) {
            tell(Desk.group(DESK, Desk.task(false, n), "camera" + n, GOLD));
        }
        assertThat(pipeline.said(Topics.TRAINING_BATCHES)).hasSize(1);
        assertThat(pipeline.said(Topics.PRINCIPLES)).isNotEmpty();
    }

    @Test
    void theGateLetsAnAdapterServeOnceItProvedItselfAndEveryReplicaHoldsIt() {
        evolved(DESK);
        assertThat(pipeline.said(Topics.ADAPTERS).stream().filter(one -> one.getStatus() != AdapterStatus.CANDIDATE))
                .extracting(AdapterVersion::getStatus)
                .containsExactly(AdapterStatus.CANARY, AdapterStatus.LIVE);
        assertThat(updates(UpdateKind.ADAPTER_LIVE)).containsExactly("adapter-of-desk");
    }

    @Test
    void retractingAnEventReachesEverythingDerivedFromItAndNothingElse() {
        Batched desk = evolved(DESK);
        evolved("clinic");
        List<String> silver = List.of("cancel", "silver");
        tell(Desk.group(DESK, Desk.task(false, 6), "radio", silver));
        tell(Desk.group(DESK, Desk.task(false, 7), "lamp", silver));
        Map<String, Principle> principles = newest(pipeline.said(Topics.PRINCIPLES));
        String attempt = Desk.trajectory(DESK, Desk.task(false, 0), 1);
        outputs().forEach(pipeline::said);

        command(new Retract(attempt + "#3", "private"));

        List<Update> updates = pipeline.said(Topics.UPDATES);
        List<String> reached = updates.stream()
                .filter(update -> update.getKind() == UpdateKind.RETRACTED)
                .map(Update::getSubjectId)
                .toList();
        assertThat(updates).allMatch(update -> update.getLineage().equals(DESK));
        assertThat(reached).contains(attempt + "#3", desk.toolId(), desk.batchId(), "adapter-of-desk");
        principles.values().forEach(principle -> {
            boolean supported = principle.getEvidence().getTrajectories().contains(attempt);
            assertThat(reached.contains(principle.getId()))
                    .as(principle.getLineage() + ": " + principle.getStatement())
                    .isEqualTo(supported);
        });
        assertThat(newest(pipeline.said(Topics.PRINCIPLES)).values())
                .isNotEmpty()
                .noneMatch(
                        principle -> principle.getEvidence().getTrajectories().contains(attempt));
        assertThat(pipeline.said(Topics.ADAPTERS))
                .extracting(one -> one.getAdapterId() + " " + one.getStatus())
                .containsExactly("adapter-of-desk ROLLED_BACK");
    }

    @Test
    void retractingALateVerdictUnlearnsTheAttemptItWasAbout() {
        twoTasks(DESK);
        String attempt = Desk.trajectory(DESK, Desk.task(false, 0), 0);
        pipeline.said(Topics.EXPERIENCE);
        tell(List.of(Logs.event(
                attempt,
                DESK,
                -1,
                Logs.START_MS + 100,
                Feedback.newBuilder()
                        .setSource("human@1")
                        .setOutcome(OutcomeKind.SUCCESS)
                        .setReward(1)
                        .build())));
        Experience judged = pipeline.said(Topics.EXPERIENCE).get(0);
        assertThat(judged.getOutcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(stored("distil-attempts", attempt)).isNotEmpty();
        String verdict = judged.getCauses().get(1);
        pipeline.said(Topics.UPDATES);

        command(new Retract(verdict, "not theirs to say"));

        assertThat(pipeline.said(Topics.UPDATES))
                .filteredOn(update -> update.getSubjectId().equals(verdict))
                .singleElement()
                .satisfies(update -> assertThat(update.getCauses()).contains(judged.getExperienceId()));
        assertThat(stored("distil-attempts", attempt)).isEmpty();
        assertThat(stored("select-pool", attempt)).isEmpty();
    }

    @Test
    void anEventRetractedBeforeItsAttemptIsWholeIsNeverLearntFrom() {
        String attempt = Desk.trajectory(DESK, Desk.task(false, 0), 1);
        command(new Retract(attempt + "#3", "private"));
        tell(Desk.group(DESK, Desk.task(false, 0), "laptop", GOLD));
        assertThat(pipeline.said(Topics.EXPERIENCE))
                .hasSize(3)
                .noneMatch(experience ->
                        experience.getTrajectory().getTrajectoryId().equals(attempt));
    }

    /** What a store keeps of an attempt. */
    private List<String> stored(String store, String trajectoryId) {
        return pipeline.state().get(store).values().stream()
                .filter(value -> value.contains("\"trajectoryId\":\"" + trajectoryId + "\""))
                .toList();
    }

    /** What a lineage made of two tasks. */
    private record Batched(String batchId, String toolId) {}

    /** From a log to a serving adapter. */
    private Batched evolved(String lineage) {
        probes(lineage);
        twoTasks(lineage);
        TrainingBatch batch = pipeline.said(Topics.TRAINING_BATCHES).get(0);
        String toolId = pipeline.said(Topics.TOOLS).stream()
                .filter(tool -> tool.getConditions().containsAll(GOLD))
                .findFirst()
                .orElseThrow()
                .getId();
        pipeline.said(Topics.REQUESTS);
        String adapterId = "adapter-of-" + lineage;
        ack(lineage, AckKind.REGISTERED, "");
        tell(Topics.ADAPTERS, lineage + "/" + adapterId, candidate(lineage, adapterId, batch.getBatchId()));
        Request asked = pipeline.said(Topics.REQUESTS).get(0);
        EvaluationRequest question = (EvaluationRequest) asked.getBody();
        List<ProbeOutcome> probes = new ArrayList<>();
        for (String task : question.getTasks()) {
            for (int trial = 0; trial < question.getTrials(); trial++) {
                probes.add(new ProbeOutcome(task, trial, false, true));
            }
        }
        reply(asked, new EvaluationResult(adapterId, "", probes, 0, 0));
        ack(lineage, AckKind.LOADED, adapterId);
        return new Batched(batch.getBatchId(), toolId);
    }

    private void probes(String lineage) {
        for (int n = 0; n < 2; n++) {
            tell(Desk.group(lineage, Desk.task(true, n), "probe" + n, List.of("return", "new")));
        }
    }

    private void twoTasks(String lineage) {
        tell(Desk.group(lineage, Desk.task(false, 0), "laptop", GOLD));
        tell(Desk.group(lineage, Desk.task(false, 1), "phone", GOLD));
    }

    private Principle activePrinciple() {
        return pipeline.said(Topics.PRINCIPLES).stream()
                .filter(one -> one.getStatus() == EntryStatus.ACTIVE)
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private List<String> updates(UpdateKind kind) {
        return pipeline.said(Topics.UPDATES).stream()
                .filter(update -> update.getKind() == kind)
                .map(Update::getSubjectId)
                .toList();
    }

    private static Map<String, Principle> newest(List<Principle> said) {
        Map<String, Principle> newest = new TreeMap<>();
        said.forEach(principle -> newest.put(principle.getLineage() + principle.getId(), principle));
        return newest;
    }

    private void tell(List<Interaction> log) {
        told.add(() -> pipeline.give(log));
        pipeline.give(log);
    }

    private <T extends SpecificRecord> void tell(TopicSpec<T> topic, String key, T fact) {
        told.add(() -> pipeline.give(topic, key, fact));
        pipeline.give(topic, key, fact);
    }

    private void command(Object body) {
        tell(Topics.CONTROL, DESK, new Control("c" + commands++, DESK, "ada", Logs.START_MS, body));
    }

    private void ack(String lineage, AckKind kind, String adapterId) {
        tell(Topics.ACKS, "r1", new Ack("r1", lineage, kind, adapterId, true, "", Logs.START_MS, 0.0));
    }

    private void reply(Request asked, Object body) {
        tell(
                Topics.REPLIES,
                asked.getRequestId(),
                new Reply(asked.getRequestId(), asked.getLineage(), "worker@1", Logs.START_MS, body));
    }

    private static AdapterVersion candidate(String lineage, String adapterId, String batchId) {
        return AdapterVersion.newBuilder()
                .setAdapterId(adapterId)
                .setLineage(lineage)
                .setBaseModelId("base")
                .setParentAdapterId("")
                .setBatchId(batchId)
                .setStatus(AdapterStatus.CANDIDATE)
                .setLocation("adapters/" + adapterId)
                .setEngine("cpu@1")
                .setRank(4)
                .setChangedMs(Logs.START_MS)
                .build();
    }

    private static List<TopicSpec<? extends SpecificRecord>> outputs() {
        return List.of(
                Topics.EXPERIENCE,
                Topics.PRINCIPLES,
                Topics.TOOLS,
                Topics.REQUESTS,
                Topics.TRAINING_BATCHES,
                Topics.ADAPTERS,
                Topics.UPDATES);
    }

    /** Small batches, two probe tasks, a library that settles soon. */
    private static TopologyConfig eager() {
        TopologyConfig shipped = TopologyConfig.defaults();
        return new TopologyConfig(
                        "",
                        "",
                        shipped.assemble(),
                        shipped.score(),
                        shipped.distil(),
                        shipped.asking(),
                        new RecallConfig(0.3, 3, 0.35, 5, 0.4, 64, UtilityEstimator.FOLLOWED, 0.5, 0.02, 4),
                        shipped.gate(),
                        shipped.select(),
                        shipped.rememberEntriesMs(),
                        shipped.maxRememberedEntries(),
                        shipped.maxLineageFacts(),
                        true)
                .with(new GateConfig(2, 24, 2, 0.75, 2, 0.15, 4, 120_000, 60_000, 200, 16, 0.25, 0.01, 4))
                .with(new SelectConfig(4, 4, 64, 1_024, 40_000, 300_000, Method.SFT, 8, 16, 1e-3, 1));
    }
}
