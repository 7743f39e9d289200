package io.insitu.processors.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.insitu.processors.FactKind;
import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.Update;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineageStageTest {
    private final MapMemory.All memories = new MapMemory.All();

    @Test
    void fromAnAdapterOneWalksBackToTheEventsBehindIt() {
        LineageStage stage = new LineageStage(100, memories);
        learn(stage, "a");
        ProvenanceGraph graph = new ProvenanceGraph(100, memories);
        assertThat(graph.origin(Facts.LINEAGE, "adapter-a").causes()).containsExactly("batch-a");
        assertThat(graph.origin(Facts.LINEAGE, "batch-a").causes()).containsExactly("experience-a");
        assertThat(graph.origin(Facts.LINEAGE, "experience-a").causes()).containsExactly("a");
        assertThat(graph.origin(Facts.LINEAGE, "a").causes()).containsExactly("a#0", "a#1");
        assertThat(graph.trajectoryOf(Facts.LINEAGE, "a#1")).isEqualTo("a");
        assertThat(graph.derivedFrom(Facts.LINEAGE, "a"))
                .containsExactly(
                        entry("experience-a", FactKind.EXPERIENCE),
                        entry("batch-a", FactKind.BATCH),
                        entry("adapter-a", FactKind.ADAPTER));
    }

    @Test
    void aRetractionNamesEverythingThatIsServedAndWasReached() {
        LineageStage stage = new LineageStage(100, memories);
        learn(stage, "a");
        learn(stage, "b");
        Map<String, FactKind> derived = new ProvenanceGraph(100, memories).derivedFrom(Facts.LINEAGE, "a");
        List<Update> updates = reached(stage, "a", derived);
        assertThat(updates).extracting(Update::getSubjectId).containsExactly("a", "batch-a", "adapter-a");
        assertThat(updates.get(0).getCauses()).containsExactly("c", "experience-a", "batch-a", "adapter-a");
    }

    @Test
    void aRetractionThatReachesNothingStillNamesTheCommandBehindIt() {
        List<Update> updates = reached(new LineageStage(100, memories), "nobody-knows-it", Map.of());
        assertThat(updates).extracting(Update::getCauses).containsExactly(List.of("c"));
    }

    @Test
    void aLateJudgementBelongsToItsAttempt() {
        LineageStage stage = new LineageStage(100, memories);
        learn(stage, "a");
        stage.decide(judged("a"));
        stage.decide(judged("nobody-knows-it"));
        ProvenanceGraph graph = new ProvenanceGraph(100, memories);
        assertThat(graph.trajectoryOf(Facts.LINEAGE, "verdict-on-a")).isEqualTo("a");
        assertThat(graph.origin(Facts.LINEAGE, "nobody-knows-it")).isNull();
    }

    private static StageFact judged(String id) {
        Feedback feedback = Feedback.newBuilder()
                .setSource("human@1")
                .setOutcome(OutcomeKind.FAILURE)
                .build();
        return Facts.journal("late", 1, new LateFeedback(id, "verdict-on-" + id, feedback));
    }

    @Test
    void anotherLineageIsNotReached() {
        learn(new LineageStage(100, memories), "a");
        assertThat(new ProvenanceGraph(100, memories).derivedFrom("clinic", "a"))
                .isEmpty();
    }

    @Test
    void theOldestFactsAreForgottenFirst() {
        LineageStage stage = new LineageStage(4, memories);
        learn(stage, "a");
        learn(stage, "b");
        ProvenanceGraph graph = new ProvenanceGraph(4, memories);
        assertThat(graph.origin(Facts.LINEAGE, "adapter-a")).isNull();
        assertThat(graph.origin(Facts.LINEAGE, "adapter-b")).isNotNull();
        assertThat(memories.open(LineageMemory.CAUSES).entries()).hasSize(4);
        assertThat(memories.open(LineageMemory.EFFECTS).entries()).hasSize(3);
    }

    @Test
    void ofAFactThatIsSaidAgainAndAgainTheNewestCausesAreKept() {
        ProvenanceGraph graph = new ProvenanceGraph(100, memories);
        int said = 3 * ProvenanceGraph.MAX_CAUSES;
        for (int i = 0; i < said; i++) {
            graph.note(Facts.LINEAGE, "principle", FactKind.PRINCIPLE, List.of("experience-" + i));
        }
        assertThat(graph.origin(Facts.LINEAGE, "principle").causes())
                .hasSize(ProvenanceGraph.MAX_CAUSES)
                .endsWith("experience-" + (said - 1));
        assertThat(memories.open(LineageMemory.EFFECTS).entries())
                .as("and only they lead to it")
                .hasSize(ProvenanceGraph.MAX_CAUSES);
        assertThat(graph.derivedFrom(Facts.LINEAGE, "experience-" + (said - 1))).containsOnlyKeys("principle");
        assertThat(graph.derivedFrom(Facts.LINEAGE, "experience-0")).isEmpty();
    }

    private static void learn(LineageStage stage, String id) {
        Experience experience = Facts.attempt(id, "task", true).scored().experience();
        Trajectory attempt = Trajectory.newBuilder(experience.getTrajectory())
                .setEventIds(List.of(id + "#0", id + "#1"))
                .build();
        stage.decide(Facts.journal(id, 1, attempt));
        stage.decide(new StageFact.Scored(
                Experience.newBuilder(experience).setCauses(List.of(id)).build()));
        stage.decide(new StageFact.Batched(TrainingBatch.newBuilder()
                .setBatchId("batch-" + id)
                .setLineage(Facts.LINEAGE)
                .setNumber(1)
                .setMethod(Method.SFT)
                .setBaseModelId("base")
                .setParentAdapterId("")
                .setSamples(List.of())
                .setRank(4)
                .setAlpha(8)
                .setLearningRate(1e-3)
                .setEpochs(1)
                .setSeed(1)
                .setCreatedMs(1)
                .setCauses(List.of("experience-" + id))
                .build()));
        stage.decide(new StageFact.AdapterDecided(AdapterVersion.newBuilder()
                .setAdapterId("adapter-" + id)
                .setLineage(Facts.LINEAGE)
                .setBaseModelId("base")
                .setParentAdapterId("")
                .setBatchId("batch-" + id)
                .setStatus(AdapterStatus.LIVE)
                .setLocation("adapters/" + id)
                .setEngine("cpu@1")
                .setRank(4)
                .setChangedMs(1)
                .build()));
    }

    private static List<Update> reached(LineageStage stage, String subjectId, Map<String, FactKind> derived) {
        Control command = new Control(
                "c",
                Facts.LINEAGE,
                "operator",
                2L,
                Retract.newBuilder().setSubjectId(subjectId).build());
        return stage.decide(new StageFact.Reached(command, subjectId, derived)).stream()
                .map(fact -> ((StageFact.Announced) fact).update())
                .toList();
    }
}
