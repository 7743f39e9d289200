package io.insitu.connectors.tau2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class Tau2Test {
    @TempDir
    Path folder;

    @Test
    void whatTheUserDoesWithItsOwnToolsIsNoStepOfTheAgent() throws Exception {
        Told told = told();
        assertThat(told.bodies(1, ToolCall.class))
                .containsExactly(
                        new ToolCall("c1", "start_pump", "{\"pump\":1}"),
                        new ToolCall("c2", "start_pump", "{\"pump\":2}"));
        assertThat(told.bodies(1, ToolResult.class))
                .extracting(ToolResult::getCallId, ToolResult::getTool, ToolResult::getStatus)
                .containsExactly(tuple("c1", "start_pump", ToolStatus.ERROR), tuple("c2", "start_pump", ToolStatus.OK));
        TaskStarted started = told.bodies(1, TaskStarted.class).get(0);
        assertThat(started.getInstruction()).isEqualTo("The pump stands still.");
        assertThat(started.getGroupSize()).isEqualTo(2);
        assertThat(started.getAttributes())
                .containsEntry(
                        "observed.user.actions",
                        "[{\"name\":\"push_fuse\",\"error\":true,\"arguments\":{}},"
                                + "{\"name\":\"push_fuse\",\"error\":false,\"arguments\":{}}]")
                .containsEntry(
                        "expected.actions",
                        "[{\"name\":\"push_fuse\",\"arguments\":{},\"requestor\":\"user\"},"
                                + "{\"name\":\"start_pump\",\"arguments\":{\"pump\":2}}]")
                .containsEntry("expected.outputs", "[\"running\"]");
        assertThat(told.events.toString()).as("the user's script").doesNotContain("Say nothing");
    }

    @Test
    void aVerdictThatSaysWhatItComparedIsBelievedOverTheListOfTasks() throws Exception {
        assertThat(told().bodies(2, TaskStarted.class).get(0).getAttributes())
                .containsEntry("expected.actions", "[{\"name\":\"stop_pump\",\"arguments\":{\"pump\":1}}]")
                .doesNotContainKey("expected.outputs");
    }

    @Test
    void onlyWhatTheAgentEndedOrSpoiltIsAGrade() throws Exception {
        Told told = told();
        List<TrajectoryEnded> ends = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            ends.addAll(told.bodies(number, TrajectoryEnded.class));
        }
        assertThat(ends)
                .extracting(TrajectoryEnded::getOutcome)
                .containsExactly(
                        OutcomeKind.SUCCESS, OutcomeKind.INFRASTRUCTURE, OutcomeKind.FAILURE, OutcomeKind.FAILURE);
        assertThat(ends.get(1).getDetail()).isEqualTo("stopped before it was over: max_steps");
    }

    @Test
    void anAgentWithoutAUserStartsFromItsTicket() throws Exception {
        assertThat(told().bodies(4, TaskStarted.class).get(0).getInstruction()).isEqualTo("The hose leaks.");
    }

    @Test
    void aSimulationOfTheWrongShapeIsRefusedAlone() throws Exception {
        Told told = told();
        assertThat(told.report.trajectories()).isEqualTo(4);
        assertThat(told.report.refused())
                .containsExactly("garden.json record 5: INVALID_FIELD, termination_reason is missing");
    }

    @Test
    void aFileWithoutSimulationsSaysSo() throws Exception {
        Path file = Samples.write(folder, "empty.json", "{\"info\": {}, \"tasks\": [[1], {\"id\": 2}]}");
        assertThat(Samples.told(new Tau2(), file).report.refused())
                .containsExactly("empty.json record 1: INVALID_FIELD, there is no \"simulations\" in it");
    }

    @Test
    void theSampleIsCountedAsByHand() throws Exception {
        List<String> refused = new ArrayList<>();
        JsonNode stats = new Importer(new Tau2())
                .stats(List.of(Samples.copy(Tau2Test.class, "garden.json", folder)), r -> refused.add(r.line()));
        assertThat(refused).hasSize(1);
        assertThat(new ObjectMapper().readTree(stats.toString())).isEqualTo(new ObjectMapper().readTree("""
                {"records": 4, "tasks": 2, "trials_per_task": {"2": 2}, "reward_sum": 1.0, "mean_reward": 0.25,
                 "pass_hat_k": {"1": 0.25, "2": 0.0}, "groups_all_pass": 0, "groups_all_fail": 1, "groups_mixed": 1,
                 "messages": 13, "messages_by_role": {"assistant": 4, "tool": 4, "user": 5}, "tool_calls": 4,
                 "tool_calls_by_requestor": {"assistant": 2, "user": 2}, "distinct_tools": 2, "tool_error_results": 2,
                 "duplicate_tool_calls": 1, "content_chars": 95, "approx_tokens": 23,
                 "messages_per_record": {"min": 0, "p50": 1, "p90": 11, "max": 11, "mean": 3.25},
                 "termination": {"agent_error": 1, "agent_stop": 1, "max_steps": 1, "user_stop": 1}}"""));
    }

    private Told told() throws Exception {
        return Samples.told(new Tau2(), Samples.copy(Tau2Test.class, "garden.json", folder));
    }
}
