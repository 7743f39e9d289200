package io.insitu.connectors.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;

/** Tells a conversation of ShareGPT as an attempt at what its user first asked for. */
final class ShareGptRuns {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_READ = 1 << 20;

    private final Steps steps = new Steps();
    private String asked = "";
    private String tool = "";
    private int calls;

    private ShareGptRuns() {}

    static Run of(JsonNode record) {
        ShareGptRuns run = new ShareGptRuns();
        run.steps.message(Role.SYSTEM, record.path("system").asText(""));
        record.path("conversations").forEach(run::turn);
        String id = record.path("id").asText("");
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(id.isBlank() ? "asked-" + Digest.of(run.asked) : id)
                .setInstruction(run.asked)
                .build();
        return new Run(started, run.steps.list(), Steps.unknown("nobody said whether it was any good"));
    }

    private void turn(JsonNode turn) {
        String text = turn.path("value").asText();
        switch (turn.path("from").asText()) {
            case "human", "user" -> {
                steps.message(Role.USER, text);
                asked = asked.isEmpty() ? text : asked;
            }
            case "gpt", "assistant", "chatgpt", "bard", "model" -> steps.message(Role.ASSISTANT, text);
            case "system" -> steps.message(Role.SYSTEM, text);
            case "function_call" -> call(text);
            case "observation", "tool" -> steps.result("call-" + calls, tool, ToolStatus.UNKNOWN, text);
            default -> steps.message(Role.UNKNOWN, text);
        }
    }

    /** A call is JSON within text; what is none is something the agent said. */
    private void call(String text) {
        try {
            JsonNode call = text.length() > LONGEST_READ ? JSON.missingNode() : JSON.readTree(text);
            if (call.path("name").isTextual()) {
                calls++;
                tool = call.path("name").textValue();
                JsonNode arguments = call.path("arguments");
                steps.call(
                        "call-" + calls,
                        tool,
                        arguments.isTextual()
                                ? arguments.textValue()
                                : arguments.isObject() ? arguments.toString() : "{}");
                return;
            }
        } catch (JsonProcessingException notJson) {
            // falls through: text
        }
        steps.message(Role.ASSISTANT, text);
    }
}
