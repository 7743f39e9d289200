package io.insitu.ops.outcomes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.processors.score.OutcomeAudit;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.serde.EventClasses;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    static {
        EventClasses.trust(); // events are built before any serde would
    }

    @Test
    void whoContradictsWhomIsToldOfSuspectsAndOfWhatIsSettled() {
        Findings findings = new Findings();
        findings.add(audited(attempt("agreed", "judge/m@1", OutcomeKind.SUCCESS)));
        findings.add(audited(attempt("open", "judge/m@1", OutcomeKind.FAILURE)));
        findings.add(audited(attempt("settled", "human@1", OutcomeKind.FAILURE)));
        findings.ungraded();
        JsonNode json = findings.toJson();
        assertThat(json.path("attempts").asInt()).isEqualTo(4);
        assertThat(json.path("graded").asInt()).isEqualTo(3);
        assertThat(json.path("audited").asInt())
                .as("no task says what it expects")
                .isZero();
        JsonNode open = json.path("suspects").get(0);
        assertThat(json.path("suspects")).hasSize(1);
        assertThat(open.path("trajectory").asText()).isEqualTo("open");
        assertThat(open.path("suspicions")).extracting(JsonNode::asText).containsExactly("SOURCES_DISAGREE");
        assertThat(open.path("corrected").asDouble()).as("nobody knows").isZero();
        assertThat(open.path("believed").asText()).isEqualTo("outcome@1");
        assertThat(open.path("against")).extracting(JsonNode::asText).containsExactly("judge/m@1");
        JsonNode settled = json.path("settled").get(0);
        assertThat(json.path("settled")).hasSize(1);
        assertThat(settled.path("trajectory").asText()).isEqualTo("settled");
        assertThat(settled.path("believed").asText()).isEqualTo("human@1");
        assertThat(settled.path("against")).extracting(JsonNode::asText).containsExactly("outcome@1");
    }

    private static Audited audited(Trajectory attempt) {
        OutcomeAudit audit = new OutcomeAudit(ScoreConfig.defaults(), new HeapMemories());
        return Audited.of(attempt, "", audit.opinion(attempt));
    }

    /** Recorded as a success, and judged. */
    private static Trajectory attempt(String id, String source, OutcomeKind said) {
        return Trajectory.newBuilder()
                .setTrajectoryId(id)
                .setLineage("desk")
                .setTaskId("task")
                .setGroupId("")
                .setGroupSize(1)
                .setInstruction("be kind")
                .setStartedMs(0)
                .setEndedMs(0)
                .setClosed(CloseReason.ENDED)
                .setSteps(List.of())
                .setOutcome(OutcomeKind.SUCCESS)
                .setFeedback(List.of(
                        Feedback.newBuilder().setSource(source).setOutcome(said).build()))
                .build();
    }
}
