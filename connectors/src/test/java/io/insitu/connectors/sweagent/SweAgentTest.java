package io.insitu.connectors.sweagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class SweAgentTest {
    @TempDir
    Path folder;

    @Test
    void aStepIsAThoughtACommandAndWhatItShowed() throws Exception {
        Told told = Samples.told(new SweAgent(), Samples.copy(SweAgentTest.class, "shed__lamp-1.traj", folder));
        assertThat(told.bodies(1, TaskStarted.class))
                .extracting(TaskStarted::getTaskId, TaskStarted::getInstruction)
                .containsExactly(tuple("shed__lamp-1", "The lamp is dark."));
        assertThat(told.bodies(1, Message.class))
                .extracting(Message::getContent)
                .containsExactly("SETTING: a shed.", "The lamp is dark.", "Let me look.", "Run it.", "Hm.", "Done.");
        assertThat(told.bodies(1, ToolCall.class))
                .containsExactly(
                        new ToolCall("call-1", "find_file", "{\"command\":\"find_file \\\"lamp.py\\\"\\n\"}"),
                        new ToolCall("call-2", "python", "{\"command\":\"python lamp.py\"}"),
                        new ToolCall("call-3", "submit", "{\"command\":\"submit\"}"));
        assertThat(told.bodies(1, ToolResult.class))
                .extracting(ToolResult::getCallId, ToolResult::getStatus)
                .containsExactly(
                        tuple("call-1", ToolStatus.UNKNOWN),
                        tuple("call-2", ToolStatus.INFRASTRUCTURE),
                        tuple("call-3", ToolStatus.UNKNOWN));
        assertThat(told.bodies(1, TrajectoryEnded.class))
                .extracting(TrajectoryEnded::getOutcome, TrajectoryEnded::getDetail)
                .containsExactly(tuple(OutcomeKind.UNKNOWN, "submitted, and not evaluated"));
    }

    @Test
    void aHistoryAloneWillDo() throws Exception {
        Told told = Samples.told(new SweAgent(), Samples.copy(SweAgentTest.class, "talk.traj", folder));
        assertThat(told.bodies(1, TaskStarted.class).get(0).getInstruction()).isEqualTo("The lamp is dark.");
        assertThat(told.bodies(1, ToolCall.class)).hasSize(1);
        assertThat(told.bodies(1, ToolResult.class))
                .extracting(ToolResult::getTool, ToolResult::getContent)
                .containsExactly(tuple("open", "1: off"));
    }

    @ParameterizedTest
    @CsvSource({
        "exit_cost,INFRASTRUCTURE",
        "submitted (exit_context),INFRASTRUCTURE",
        "exit_format,FAILURE",
        "submitted,UNKNOWN"
    })
    void aBudgetThatRanOutIsNoGrade(String status, OutcomeKind outcome) throws Exception {
        Path file =
                Samples.write(folder, "x.traj", "{\"history\": [], \"info\": {\"exit_status\": \"" + status + "\"}}");
        assertThat(Samples.told(new SweAgent(), file)
                        .bodies(1, TrajectoryEnded.class)
                        .get(0)
                        .getOutcome())
                .isEqualTo(outcome);
    }

    @Test
    void stepsOfTheWrongShapeAreRefused() throws Exception {
        Path file = Samples.write(folder, "x.traj", "{\"trajectory\": [{\"action\": 7}], \"history\": []}");
        assertThat(Samples.told(new SweAgent(), file).report.refused())
                .containsExactly("x.traj record 1: INVALID_FIELD, trajectory: a step without action or observation");
    }

    @Test
    void theSamplesAreCountedAsByHand() throws Exception {
        assertThat(new ObjectMapper()
                        .readTree(Samples.stats(
                                new SweAgent(),
                                Samples.copy(SweAgentTest.class, "shed__lamp-1.traj", folder),
                                Samples.copy(SweAgentTest.class, "talk.traj", folder))))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"trajectories\": 2, \"steps\": 4, \"history\": 10, \"with_submission\": 1}"));
    }
}
