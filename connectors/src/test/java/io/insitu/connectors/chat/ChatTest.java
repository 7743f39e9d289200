package io.insitu.connectors.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.Told;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class ChatTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aConversationIsAnAttemptAtWhatItsUserAskedFor() throws Exception {
        Told told = Samples.told(new OpenAiChat(), Samples.copy(ChatTest.class, "desk.jsonl", folder));
        assertThat(told.bodies(1, Message.class))
                .containsExactly(
                        new Message(Role.SYSTEM, "You lend books."),
                        new Message(Role.USER, "May I keep it?"),
                        new Message(Role.ASSISTANT, "Yes."));
        assertThat(told.bodies(1, ToolCall.class)).containsExactly(new ToolCall("a", "find", "{\"book\":1}"));
        assertThat(told.bodies(1, ToolResult.class).get(0).getTool()).isEqualTo("find");
        assertThat(told.bodies(1, TaskStarted.class).get(0).getToolsOffered()).containsExactly("find");
        assertThat(told.bodies(2, ToolCall.class)).containsExactly(new ToolCall("", "find", "{}"));
        assertThat(told.bodies(2, ToolResult.class).get(0).getTool()).isEqualTo("find");
        assertThat(told.bodies(1, TaskStarted.class).get(0).getTaskId())
                .as("asked for the same, it is the same task")
                .isEqualTo(told.bodies(2, TaskStarted.class).get(0).getTaskId());
        assertThat(told.report.refused())
                .containsExactly("desk.jsonl record 3: INVALID_FIELD, messages must be an array");
    }

    @Test
    void anIndexBesideItTellsTaskAndReward() throws Exception {
        Samples.copy(ChatTest.class, "index.jsonl", folder);
        Told told = Samples.told(new OpenAiChat(), Samples.copy(ChatTest.class, "desk.jsonl", folder));
        assertThat(told.bodies(1, TaskStarted.class).get(0).getTaskId()).isEqualTo("library/7");
        assertThat(told.bodies(1, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(told.bodies(2, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
        assertThat(JSON.readTree(stats(new OpenAiChat(), "desk.jsonl"))).isEqualTo(JSON.readTree("""
                {"records": 2, "by_domain": {"library": 1}, "reward_1": 1, "messages": 8,
                 "messages_by_role": {"assistant": 3, "developer": 1, "function": 1, "tool": 1, "user": 2},
                 "tool_calls": 2, "content_chars": 52}"""));
    }

    @Test
    void callsWithinTextAreCallsWhenTheyAreJson() throws Exception {
        Told told = Samples.told(new ShareGpt(), Samples.copy(ChatTest.class, "sharegpt.json", folder));
        assertThat(told.bodies(1, TaskStarted.class))
                .extracting(TaskStarted::getTaskId, TaskStarted::getInstruction)
                .containsExactly(tuple("s1", "Find the red book."));
        assertThat(told.bodies(1, ToolCall.class))
                .containsExactly(new ToolCall("call-1", "find", "{\"colour\":\"red\"}"));
        assertThat(told.bodies(1, ToolResult.class))
                .extracting(ToolResult::getCallId, ToolResult::getTool, ToolResult::getContent)
                .containsExactly(tuple("call-1", "find", "shelf 2"));
        assertThat(told.bodies(2, Message.class)).contains(new Message(Role.ASSISTANT, "find(red)"));
        assertThat(told.report.refused())
                .containsExactly("sharegpt.json record 3: INVALID_FIELD, conversations: value must be text");
        assertThat(JSON.readTree(stats(new ShareGpt(), "sharegpt.json"))).isEqualTo(JSON.readTree("""
                {"records": 2, "messages": 6, "messages_by_speaker": {"function_call": 2, "gpt": 1, "human": 2,
                 "observation": 1}, "tool_calls": 2, "content_chars": 96}"""));
    }

    private String stats(TraceFormat format, String name) throws Exception {
        List<String> refused = new ArrayList<>();
        return new Importer(format)
                .stats(List.of(folder.resolve(name)), refusal -> refused.add(refusal.line()))
                .toString();
    }
}
