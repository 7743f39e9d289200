package io.insitu.connectors.taubench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.HashMap;
import java.util.Map;

/** Tells one recorded run as its agent would have told it. */
final class TauBenchRuns {
    private static final ObjectNode NONE = JsonNodeFactory.instance.objectNode();

    private TauBenchRuns() {}

    static Run of(TauBenchRecord record) {
        Steps steps = new Steps();
        record.messages().forEach(message -> addMessage(message, steps));
        return new Run(started(record), steps.list(), ended(record));
    }

    /**
     * The instruction is what the agent saw, the user's first words. {@code info.task.instruction} is the script of
     * the simulated user: an agent never sees it, so a learner must not either. Terms follow from the instruction.
     */
    private static TaskStarted started(TauBenchRecord record) {
        String firstWords = record.messages().stream()
                .filter(message -> message.path("role").asText().equals("user"))
                .map(message -> message.path("content").asText(""))
                .findFirst()
                .orElse("");
        return TaskStarted.newBuilder()
                .setTaskId(record.taskId())
                .setInstruction(firstWords)
                .setAttributes(attributes(record))
                .build();
    }

    private static Map<String, String> attributes(TauBenchRecord record) {
        Map<String, String> attributes = new HashMap<>(Map.of("trial", record.trial()));
        JsonNode task = record.info().path("task");
        if (task.path("actions").isArray()) {
            ArrayNode actions = JsonNodeFactory.instance.arrayNode();
            for (JsonNode action : task.path("actions")) {
                ObjectNode expected =
                        actions.addObject().put("name", action.path("name").asText());
                expected.set("arguments", action.path("kwargs").isObject() ? action.path("kwargs") : NONE);
            }
            attributes.put(TaskAttributes.EXPECTED_ACTIONS, actions.toString());
        }
        if (task.path("outputs").isArray()) {
            attributes.put(TaskAttributes.EXPECTED_OUTPUTS, task.path("outputs").toString());
        }
        if (!record.groundTruth().isEmpty()) {
            attributes.put(TaskAttributes.GROUND_TRUTH, record.groundTruth());
        }
        return attributes;
    }

    private static void addMessage(JsonNode message, Steps steps) {
        String role = message.path("role").asText();
        String content = message.path("content").asText("");
        if (role.equals("tool")) {
            steps.result(
                    message.path("tool_call_id").asText(""),
                    message.path("name").asText(""),
                    TauBenchRecord.isErrorResult(message) ? ToolStatus.ERROR : ToolStatus.OK,
                    content);
            return;
        }
        steps.message(role(role), content);
        for (JsonNode call : TauBenchRecord.toolCalls(message)) {
            JsonNode function = call.path("function");
            steps.call(
                    call.path("id").asText(""),
                    function.path("name").asText(),
                    function.path("arguments").asText());
        }
    }

    private static Role role(String name) {
        return switch (name) {
            case "system" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default -> Role.UNKNOWN; // such as subtask_creator, a second model that speaks to the agent
        };
    }

    private static TrajectoryEnded ended(TauBenchRecord record) {
        if (record.infrastructureError()) {
            return Steps.broken(record.info().path("error").asText("no messages were recorded"));
        }
        if (record.unjudged()) {
            return Steps.broken("stopped by its step budget, before anybody judged it");
        }
        return Steps.judged(record.succeeded(), record.reward(), "recorded verdict of tau-bench");
    }
}
