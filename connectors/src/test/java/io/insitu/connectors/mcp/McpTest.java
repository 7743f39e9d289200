package io.insitu.connectors.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class McpTest {
    @TempDir
    Path folder;

    @Test
    void aSessionIsAnAttemptFromOneGreetingToTheNext() throws Exception {
        Told told = Samples.told(new McpTranscript(), Samples.copy(McpTest.class, "session.jsonl", folder));
        assertThat(told.report.trajectories()).isEqualTo(2);
        TaskStarted first = told.bodies(9, TaskStarted.class).get(0);
        assertThat(first.getTaskId()).isEqualTo("shed 1");
        assertThat(first.getToolsOffered()).containsExactly("saw", "nail");
        assertThat(told.bodies(9, ToolCall.class))
                .containsExactly(new ToolCall("3", "saw", "{\"cm\":3}"), new ToolCall("4", "nail", "{}"));
        assertThat(told.bodies(9, ToolResult.class))
                .extracting(ToolResult::getCallId, ToolResult::getTool, ToolResult::getStatus, ToolResult::getContent)
                .containsExactly(
                        tuple("4", "nail", ToolStatus.ERROR, "bent"),
                        tuple("3", "saw", ToolStatus.OK, "{\"length\":3}"));
        assertThat(told.bodies(13, ToolResult.class).get(0).getStatus())
                .as("timed out")
                .isEqualTo(ToolStatus.INFRASTRUCTURE);
        assertThat(told.report.refused())
                .containsExactly("session.jsonl record 12: INVALID_FIELD, neither method, result nor error");
    }

    @Test
    void aSessionWithoutAnEndIsNotHeldForEver() throws Exception {
        String call = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": {\"name\": \""
                + "x".repeat(1_000_000) + "\"}}\n";
        Told told = Samples.told(new McpTranscript(), Samples.write(folder, "long.jsonl", call.repeat(10)));
        assertThat(told.refusals)
                .isNotEmpty()
                .allMatch(refusal -> refusal.reason() == DeadLetterReason.LIMIT_REACHED
                        || refusal.reason() == DeadLetterReason.TOO_LARGE);
    }

    @Test
    void theSampleIsCountedAsByHand() throws Exception {
        String stats = new Importer(new McpTranscript())
                .stats(List.of(Samples.copy(McpTest.class, "session.jsonl", folder)), refusal -> {})
                .toString();
        assertThat(new ObjectMapper().readTree(stats)).isEqualTo(new ObjectMapper().readTree("""
                {"messages": 11, "tools": 2, "tool_names": ["saw", "nail"], "tools_with_output_schema": 1, "calls": 3,
                 "error_results": 2}"""));
    }
}
