package io.insitu.processors.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.FactKind;
import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.ProbeTasks;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.ProbeOutcome;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Reject;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Rollback;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateStageTest {
    private final MapMemory.All memories = new MapMemory.All();
    private final GateStage gate = new GateStage(GateConfigs.twoTrials(), memories);
    private int facts;

    @Test
    void aGoodCandidateIsLiveOnceEveryReplicaAcknowledgedIt() {
        register("r1");
        register("r2");
        attempts(20, true, "");
        Request asked = asked(candidate("good"));
        assertThat(statuses(answer(asked, 20))).containsExactly(AdapterStatus.CANARY);
        assertThat(statuses(loaded("r1", "good"))).isEmpty();
        assertThat(statuses(loaded("r2", "good"))).containsExactly(AdapterStatus.LIVE);
    }

    @Test
    void anAttemptThatIsScoredAgainCountsOnce() {
        StageFact.Scored first = Facts.attempt("a", heldOut(0), true).scored();
        gate.decide(first);
        gate.decide(new StageFact.Scored(Experience.newBuilder(first.experience())
                .setOutcome(OutcomeKind.FAILURE)
                .setSupersedes(first.experience().getExperienceId())
                .setOutcomeBefore(OutcomeKind.SUCCESS)
                .build()));
        assertThat(memories.open(GateMemory.STATES).entries().values())
                .singleElement()
                .extracting(state -> state.outcomes().size())
                .isEqualTo(1);
    }

    @Test
    void aPlantedBadAdapterNeverServes() {
        register("r1");
        attempts(20, true, "");
        assertThat(statuses(answer(asked(candidate("bad")), 0))).containsExactly(AdapterStatus.REJECTED);
        assertThat(statuses(loaded("r1", "bad"))).isEmpty();
    }

    @Test
    void aVerdictNamesTheQuestionThatWasAnswered() {
        register("r1");
        attempts(20, true, "");
        Request passed = asked(candidate("good"));
        assertThat(announced(answer(passed, 20)))
                .extracting(Update::getCauses)
                .containsExactly(List.of("good", "batch-of-good", passed.getRequestId()));
        loaded("r1", "good");
        Request failed = asked(candidate("bad", "good"));
        assertThat(announced(answer(failed, 0)))
                .extracting(Update::getCauses)
                .containsExactly(List.of("bad", "batch-of-bad", failed.getRequestId()));
    }

    @Test
    void whatAnOperatorDecidedNamesTheCommand() {
        candidate("doubtful");
        String command = "c" + facts;
        assertThat(announced(command(new Reject("doubtful", "it looks odd"))))
                .extracting(Update::getCauses)
                .containsExactly(List.of("doubtful", "batch-of-doubtful", command));
    }

    @Test
    void aCandidateWaitsUntilThereAreProbeTasks() {
        assertThat(candidate("early")).noneMatch(StageFact.Asked.class::isInstance);
        assertThat(attempts(40, true, "")).anyMatch(StageFact.Asked.class::isInstance);
    }

    @Test
    void anEvaluatorThatKeepsFailingIsAskedAgainOnlySoOften() {
        attempts(20, true, "");
        Request asked = asked(candidate("unlucky"));
        int questions = 1;
        List<StageFact> next = fail(asked);
        while (next.stream().anyMatch(StageFact.Asked.class::isInstance)) {
            questions++;
            next = fail(asked(next));
        }
        assertThat(questions).isEqualTo(GateConfigs.twoTrials().maxAsked());
        assertThat(statuses(next)).containsExactly(AdapterStatus.REJECTED);
    }

    @Test
    void aReplicaThatStaysSilentIsNoConsent() {
        register("r1");
        attempts(20, true, "");
        answer(asked(candidate("good")), 20);
        for (long nowMs = 10_000_000; nowMs < 100_000_000; nowMs += 10_000_000) {
            assertThat(statuses(tick(nowMs))).doesNotContain(AdapterStatus.LIVE, AdapterStatus.REJECTED);
        }
    }

    @Test
    void aLiveAdapterWhoseSuccessDropsIsRolledBackOnceItsParentDoesBetter() {
        promoted("decays", "");
        Request asked = asked(attempts(30, false, "decays"));
        EvaluationRequest question = (EvaluationRequest) asked.getBody();
        assertThat(question.getCandidateId()).isEqualTo("decays");
        assertThat(question.getBaselineId()).isEmpty();
        assertThat(statuses(answerAgainst(asked))).containsExactly(AdapterStatus.ROLLED_BACK);
    }

    @Test
    void aDriftThatHitsTheParentAsWellRollsNothingBack() {
        promoted("innocent", "");
        List<StageFact> told = attempts(30, false, "innocent");
        assertThat(told.stream().filter(StageFact.Asked.class::isInstance)).hasSize(1);
        assertThat(statuses(answer(asked(told), 0, 0))).isEmpty();
        // From here on, it is held against what success is now.
        assertThat(attempts(60, false, "innocent")).noneMatch(StageFact.Asked.class::isInstance);
    }

    @Test
    void aDoubtNobodyAnswersIsAskedAgainOnlySoOften() {
        promoted("lonely", "");
        List<StageFact> told = attempts(30, false, "lonely");
        int questions = 0;
        for (long nowMs = 1_000_000; told.stream().anyMatch(StageFact.Asked.class::isInstance); nowMs += 1_000_000) {
            questions++;
            told = tick(nowMs);
        }
        assertThat(questions).isEqualTo(GateConfigs.twoTrials().maxAsked());
        assertThat(statuses(told)).isEmpty();
    }

    @Test
    void aRetractionTakesTheLiveAdapterBackToTheNewestCleanAncestor() {
        promoted("clean", "");
        promoted("tainted", "clean");
        promoted("grandchild", "tainted");
        List<StageFact> told = retract(Map.of("tainted", FactKind.ADAPTER, "grandchild", FactKind.ADAPTER));
        assertThat(told.stream()
                        .filter(StageFact.AdapterDecided.class::isInstance)
                        .map(fact -> ((StageFact.AdapterDecided) fact).adapter())
                        .map(adapter -> adapter.getAdapterId() + " " + adapter.getStatus()))
                .containsExactly("grandchild ROLLED_BACK", "tainted ROLLED_BACK", "clean LIVE");
    }

    @Test
    void aRetractionLeavesAdaptersAloneThatItDoesNotReach() {
        promoted("clean", "");
        assertThat(retract(Map.of("elsewhere", FactKind.ADAPTER, "principle", FactKind.PRINCIPLE)))
                .isEmpty();
    }

    @Test
    void aRetractionRefusesCandidatesInEveryStage() {
        register("r1");
        attempts(20, true, "");
        answer(asked(candidate("rolling")), 20);
        candidate("waiting");
        assertThat(statuses(retract(Map.of("rolling", FactKind.ADAPTER, "waiting", FactKind.ADAPTER))))
                .containsExactlyInAnyOrder(AdapterStatus.REJECTED, AdapterStatus.REJECTED);
        assertThat(statuses(loaded("r1", "rolling"))).isEmpty();
    }

    @Test
    void anAdapterStillInTrainingWhenItsBatchIsRetractedNeverServes() {
        attempts(20, true, "");
        retract(Map.of("batch-of-late", FactKind.BATCH));
        List<StageFact> told = candidate("late");
        assertThat(statuses(told)).containsExactly(AdapterStatus.REJECTED);
        assertThat(told).noneMatch(StageFact.Asked.class::isInstance);
        assertThat(statuses(candidate("child", "late"))).containsExactly(AdapterStatus.REJECTED);
    }

    @Test
    void anApprovalReplacesTheProbesButNotTheReplicas() {
        register("r1");
        candidate("trusted");
        assertThat(statuses(command(new Approve("trusted")))).containsExactly(AdapterStatus.CANARY);
        assertThat(statuses(loaded("r1", "trusted"))).containsExactly(AdapterStatus.LIVE);
    }

    @Test
    void anOperatorRejectsACandidateForGood() {
        candidate("doubtful");
        assertThat(statuses(command(new Reject("doubtful", "smells")))).containsExactly(AdapterStatus.REJECTED);
        assertThat(command(new Approve("doubtful"))).isEmpty();
    }

    @Test
    void anOperatorRollsBackWhatServes() {
        promoted("first", "");
        promoted("second", "first");
        assertThat(statuses(command(new Rollback("", "looks odd"))))
                .containsExactly(AdapterStatus.ROLLED_BACK, AdapterStatus.LIVE);
        assertThat(command(new Rollback("second", "again"))).isEmpty();
    }

    @Test
    void anAdapterInQuarantineStopsServing() {
        promoted("suspect", "");
        assertThat(statuses(command(new Quarantine("suspect", "look at it"))))
                .containsExactly(AdapterStatus.ROLLED_BACK);
    }

    private void promoted(String id, String parent) {
        register("r1");
        attempts(40, true, parent);
        answer(asked(candidate(id, parent)), 20);
        loaded("r1", id);
    }

    private List<StageFact> retract(Map<String, FactKind> derived) {
        Control command = new Control("c" + facts++, Facts.LINEAGE, "ada", 6L, new Retract("private", "asked to"));
        return gate.decide(new StageFact.Reached(command, "private", derived));
    }

    private List<StageFact> command(Object body) {
        String id = "c" + facts++;
        return gate.decide(Facts.journal(id, 6, new Control(id, Facts.LINEAGE, "ada", 6L, body)));
    }

    private List<StageFact> tick(long nowMs) {
        return gate.decide(Facts.journal("tick" + nowMs, nowMs, new Tick(nowMs)));
    }

    private List<StageFact> candidate(String id) {
        return candidate(id, "");
    }

    private List<StageFact> candidate(String id, String parent) {
        return gate.decide(Facts.journal(
                id,
                1,
                AdapterVersion.newBuilder()
                        .setAdapterId(id)
                        .setLineage(Facts.LINEAGE)
                        .setBaseModelId("base")
                        .setParentAdapterId(parent)
                        .setBatchId("batch-of-" + id)
                        .setStatus(AdapterStatus.CANDIDATE)
                        .setLocation("adapters/" + id)
                        .setEngine("cpu@1")
                        .setRank(4)
                        .setApplied(Map.of())
                        .setEvidence(Map.of())
                        .setChangedMs(1)
                        .setCauses(List.of())
                        .build()));
    }

    private List<StageFact> attempts(int count, boolean success, String adapter) {
        List<StageFact> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "attempt" + facts++;
            told.addAll(gate.decide(
                    Facts.attempt(id, heldOut(facts), success).by(adapter).scored()));
        }
        return told;
    }

    private static String heldOut(int number) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "task" + i)
                .filter(ProbeTasks::heldOut)
                .skip(number % 12)
                .findFirst()
                .orElseThrow();
    }

    private void register(String replica) {
        gate.decide(
                Facts.journal(replica, 1, new Ack(replica, Facts.LINEAGE, AckKind.REGISTERED, "", false, "", 1L, 0.0)));
    }

    private List<StageFact> loaded(String replica, String adapter) {
        return gate.decide(Facts.journal(
                replica + adapter, 5, new Ack(replica, Facts.LINEAGE, AckKind.LOADED, adapter, true, "", 5L, 0.0)));
    }

    private List<StageFact> answer(Request asked, int failToPass) {
        return answer(asked, failToPass, Integer.MAX_VALUE);
    }

    private List<StageFact> answerAgainst(Request asked) {
        return answer(asked, 0, Integer.MAX_VALUE);
    }

    /** So many probes only the candidate passed, so many of the others only the baseline; neither passed the rest. */
    private List<StageFact> answer(Request asked, int failToPass, int passToFail) {
        EvaluationRequest question = (EvaluationRequest) asked.getBody();
        List<ProbeOutcome> probes = new ArrayList<>();
        for (String task : question.getTasks()) {
            for (int trial = 0; trial < question.getTrials(); trial++) {
                int number = probes.size();
                boolean turned = number < failToPass;
                boolean lost = !turned && number - failToPass < passToFail;
                probes.add(new ProbeOutcome(task, trial, lost, turned));
            }
        }
        return reply(asked, new EvaluationResult(question.getCandidateId(), question.getBaselineId(), probes, 0, 0));
    }

    private List<StageFact> fail(Request asked) {
        return reply(asked, new RequestFailed("no device", true, List.of()));
    }

    private List<StageFact> reply(Request asked, Object body) {
        return gate.decide(Facts.journal(
                "reply" + facts++, 4, new Reply(asked.getRequestId(), Facts.LINEAGE, "evaluator@1", 4L, body)));
    }

    private static Request asked(List<StageFact> told) {
        return told.stream()
                .filter(StageFact.Asked.class::isInstance)
                .map(fact -> ((StageFact.Asked) fact).request())
                .findFirst()
                .orElseThrow();
    }

    private static List<Update> announced(List<StageFact> told) {
        return told.stream()
                .filter(StageFact.Announced.class::isInstance)
                .map(fact -> ((StageFact.Announced) fact).update())
                .toList();
    }

    private static List<AdapterStatus> statuses(List<StageFact> told) {
        return told.stream()
                .filter(StageFact.AdapterDecided.class::isInstance)
                .map(fact -> ((StageFact.AdapterDecided) fact).adapter().getStatus())
                .toList();
    }
}
