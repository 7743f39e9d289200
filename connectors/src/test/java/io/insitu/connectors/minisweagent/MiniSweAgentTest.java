package io.insitu.connectors.minisweagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class MiniSweAgentTest {
    @TempDir
    Path folder;

    @Test
    void oneBlockOfCodeIsACallAndSeveralAreNone() throws Exception {
        Told told = Samples.told(new MiniSweAgent(), run());
        assertThat(told.bodies(1, TaskStarted.class))
                .extracting(TaskStarted::getTaskId, TaskStarted::getInstruction)
                .containsExactly(tuple("shed__lamp-1", "The lamp is dark."));
        assertThat(told.bodies(1, ToolCall.class))
                .extracting(ToolCall::getArguments)
                .containsExactly(
                        "{\"command\":\"ls\"}",
                        "{\"command\":\"ls\"}",
                        "{\"command\":\"echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT\"}");
        assertThat(told.bodies(1, ToolResult.class))
                .extracting(ToolResult::getCallId, ToolResult::getStatus)
                .containsExactly(
                        tuple("call-1", ToolStatus.OK),
                        tuple("call-2", ToolStatus.ERROR),
                        tuple("call-3", ToolStatus.UNKNOWN));
    }

    @Test
    void theEvaluationBesideItIsAVerifiersWord() throws Exception {
        Told told = Samples.told(new MiniSweAgent(), run());
        assertThat(told.bodies(1, Feedback.class))
                .containsExactly(new Feedback(
                        "verifier@swe-bench", OutcomeKind.SUCCESS, 1.0, "2 tests mended, 0 still fail, 0 broken"));
        assertThat(told.bodies(1, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
        assertThat(told.report.missing()).isEmpty();
    }

    @Test
    void withoutAnEvaluationNobodyKnowsAndThatIsSaid() throws Exception {
        Path alone = Files.createDirectories(folder.resolve("alone/trajs"));
        Told told =
                Samples.told(new MiniSweAgent(), Samples.copy(MiniSweAgentTest.class, "shed__lamp-1.traj.json", alone));
        assertThat(told.bodies(1, Feedback.class)).isEmpty();
        assertThat(told.report.missing())
                .containsExactly("shed__lamp-1.traj.json: no evaluation of shed__lamp-1 beside it"
                        + " (../reports/shed__lamp-1.report.json); nobody knows whether it is solved");
    }

    @Test
    void aBareConversationMayRunSeveralCommandsAtOnce() throws Exception {
        Told told = Samples.told(new MiniSweAgent(), Samples.copy(MiniSweAgentTest.class, "bare.traj.json", folder));
        assertThat(told.bodies(1, TaskStarted.class).get(0).getTaskId()).isEqualTo("bare");
        assertThat(told.bodies(1, ToolResult.class))
                .extracting(ToolResult::getCallId, ToolResult::getStatus)
                .containsExactly(
                        tuple("call-1", ToolStatus.OK),
                        tuple("call-2", ToolStatus.INFRASTRUCTURE),
                        tuple("call-3", ToolStatus.ERROR));
        assertThat(told.bodies(1, TrajectoryEnded.class).get(0).getOutcome())
                .as("limits exceeded")
                .isEqualTo(OutcomeKind.INFRASTRUCTURE);
    }

    @Test
    void aNameThatIsAPathLeadsNowhere() throws Exception {
        Path file = Samples.write(
                folder, "x.json", "{\"instance_id\": \"../../etc/passwd\", \"messages\": [], \"info\": {}}");
        assertThat(Samples.told(new MiniSweAgent(), file).report.missing()).hasSize(1);
    }

    @Test
    void theSamplesAreCountedAsByHand() throws Exception {
        String stats = Samples.stats(
                new MiniSweAgent(), run(), Samples.copy(MiniSweAgentTest.class, "bare.traj.json", folder));
        assertThat(new ObjectMapper().readTree(stats)).isEqualTo(new ObjectMapper().readTree("""
                {"trajectories": 2, "resolved": 1, "unresolved": 0,
                 "by_project": {"bare": {"total": 1, "resolved": 0}, "shed": {"total": 1, "resolved": 1}},
                 "messages": 18, "messages_min": 8, "messages_p50": 8, "messages_max": 10, "assistant_messages": 6,
                 "returncode_0": 2, "returncode_nonzero": 2, "repeated_commands": 1,
                 "exit_status": {"LimitsExceeded": 1, "Submitted": 1}, "api_calls": 4, "instance_cost_sum": 0.25,
                 "content_chars": 468, "approx_tokens": 117}"""));
    }

    private Path run() throws Exception {
        Samples.copy(MiniSweAgentTest.class, "reports/shed__lamp-1.report.json", folder);
        Path runs = Files.createDirectories(folder.resolve("trajs"));
        return Samples.copy(MiniSweAgentTest.class, "shed__lamp-1.traj.json", runs);
    }
}
