package io.insitu.processors.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.ProbeTasks;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.ProbeOutcome;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateStageTest {
    private final GateStage gate = new GateStage(GateConfig.defaults(), new MapMemory.All());
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
    void aPlantedBadAdapterNeverServes() {
        register("r1");
        attempts(20, true, "");
        assertThat(statuses(answer(asked(candidate("bad")), 0))).containsExactly(AdapterStatus.REJECTED);
        assertThat(statuses(loaded("r1", "bad"))).isEmpty();
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
        assertThat(questions).isEqualTo(GateConfig.defaults().maxAsked());
        assertThat(statuses(next)).containsExactly(AdapterStatus.REJECTED);
    }

    @Test
    void aReplicaThatStaysSilentIsNoConsent() {
        register("r1");
        attempts(20, true, "");
        answer(asked(candidate("good")), 20);
        assertThat(statuses(gate.decide(Facts.journal("tick", 10_000_000, new Tick(10_000_000L)))))
                .containsExactly(AdapterStatus.REJECTED);
    }

    @Test
    void aLiveAdapterWhoseSuccessDropsIsRolledBack() {
        register("r1");
        attempts(40, true, "");
        answer(asked(candidate("decays")), 20);
        loaded("r1", "decays");
        assertThat(statuses(attempts(30, false, "decays"))).containsExactly(AdapterStatus.ROLLED_BACK);
    }

    private List<StageFact> candidate(String id) {
        return gate.decide(Facts.journal(
                id,
                1,
                AdapterVersion.newBuilder()
                        .setAdapterId(id)
                        .setLineage(Facts.LINEAGE)
                        .setBaseModelId("base")
                        .setParentAdapterId("")
                        .setBatchId("batch")
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
        EvaluationRequest question = (EvaluationRequest) asked.getBody();
        List<ProbeOutcome> probes = new ArrayList<>();
        for (String task : question.getTasks()) {
            for (int trial = 0; trial < question.getTrials(); trial++) {
                boolean turned = probes.size() < failToPass;
                probes.add(new ProbeOutcome(task, trial, !turned, turned));
            }
        }
        return reply(asked, new EvaluationResult(question.getCandidateId(), question.getBaselineId(), probes, 0, 0));
    }

    private List<StageFact> fail(Request asked) {
        return reply(asked, new RequestFailed("no device", true));
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

    private static List<AdapterStatus> statuses(List<StageFact> told) {
        return told.stream()
                .filter(StageFact.AdapterDecided.class::isInstance)
                .map(fact -> ((StageFact.AdapterDecided) fact).adapter().getStatus())
                .toList();
    }
}
