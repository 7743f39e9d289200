package io.insitu.connectors.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.connectors.importing.Teller;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a conversation as an attempt at what its user first asked for. */
final class ChatRuns implements Teller {
    private final ChatIndex index;

    ChatRuns(Path file) throws IOException {
        this.index = ChatIndex.beside(file);
    }

    @Override
    public List<Run> tell(long number, JsonNode record) {
        OpenAiChat.check(record);
        Steps steps = new Steps();
        Map<String, String> toolsByCall = new HashMap<>();
        String asked = "";
        for (JsonNode message : record.path("messages")) {
            String role = message.path("role").asText();
            String text = Content.text(message.path("content"));
            if (role.equals("tool") || role.equals("function")) {
                String id = message.path("tool_call_id").asText("");
                String tool = message.path("name").asText(toolsByCall.getOrDefault(id, ""));
                steps.result(id, tool, ToolStatus.UNKNOWN, text);
            } else {
                steps.message(Content.role(role), text);
                asked = asked.isEmpty() && role.equals("user") ? text : asked;
                message.path("tool_calls").forEach(call -> {
                    String tool = call.path("function").path("name").asText();
                    toolsByCall.put(call.path("id").asText(""), tool);
                    steps.call(call.path("id").asText(""), tool, arguments(call.path("function")));
                });
                if (message.path("function_call").isObject()) { // how calls were written before tools
                    JsonNode call = message.path("function_call");
                    toolsByCall.put("", call.path("name").asText(""));
                    steps.call("", call.path("name").asText(""), arguments(call));
                }
            }
        }
        ChatIndex.Entry entry = index.line(number);
        String task = entry == null || entry.task().isEmpty()
                ? "asked-" + Digest.of(asked)
                : entry.domain() + "/" + entry.task();
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(task)
                .setInstruction(asked)
                .setToolsOffered(offered(record.path("tools")))
                .build();
        return List.of(new Run(started, steps.list(), ended(entry)));
    }

    private static String arguments(JsonNode function) {
        JsonNode arguments = function.path("arguments");
        return arguments.isTextual() ? arguments.textValue() : arguments.isObject() ? arguments.toString() : "{}";
    }

    private static List<String> offered(JsonNode tools) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : tools) {
            String name =
                    tool.path("function").path("name").asText(tool.path("name").asText(""));
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private static TrajectoryEnded ended(ChatIndex.@Nullable Entry entry) {
        if (entry == null || entry.reward().isEmpty()) {
            return Steps.unknown("nobody said whether it was any good");
        }
        double reward = entry.reward().getAsDouble();
        return Steps.judged(reward == 1, reward, "reward of its index");
    }
}
