package io.insitu.connectors.tau2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells one simulation as its agent would have told it. What the simulated user does with tools of its own, the agent
 * never sees: those calls are no steps of the attempt, but verifiers are told of them.
 */
final class Tau2Runs {
    private Tau2Runs() {}

    static Run of(Tau2Record record, Tau2Tasks tasks) {
        Tau2Tasks.Task task = tasks.get(record.taskId());
        Steps steps = new Steps();
        Map<String, String> toolsByCall = new HashMap<>();
        ArrayNode userCalls = JsonNodeFactory.instance.arrayNode();
        Set<String> failed = failedCalls(record);
        String firstWords = "";
        for (JsonNode message : record.messages()) {
            String role = message.path("role").asText();
            String content = message.path("content").asText("");
            if (role.equals("tool")) {
                addResult(message, content, toolsByCall, steps);
            } else {
                steps.message(role(role), content);
                firstWords = firstWords.isEmpty() && role.equals("user") ? content : firstWords;
            }
            message.path("tool_calls").forEach(call -> addCall(call, toolsByCall, failed, userCalls, steps));
        }
        Map<String, String> attributes = new HashMap<>(task.expectedBy(record.rewardInfo()));
        attributes.put("trial", record.trial());
        if (!userCalls.isEmpty()) {
            attributes.put(TaskAttributes.USER_ACTIONS, userCalls.toString());
        }
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(record.taskId())
                .setInstruction(firstWords.isEmpty() ? task.ticket() : firstWords)
                .setAttributes(attributes)
                .build();
        return new Run(started, steps.list(), ended(record));
    }

    private static void addCall(
            JsonNode call, Map<String, String> toolsByCall, Set<String> failed, ArrayNode userCalls, Steps steps) {
        String id = call.path("id").asText("");
        String name = call.path("name").asText();
        if (Tau2Record.requestor(call).equals("user")) {
            userCalls
                    .addObject()
                    .put("name", name)
                    .put("error", failed.contains(id))
                    .set("arguments", call.path("arguments"));
        } else {
            toolsByCall.put(id, name);
            steps.call(id, name, call.path("arguments").toString());
        }
    }

    private static void addResult(JsonNode message, String content, Map<String, String> toolsByCall, Steps steps) {
        if (!Tau2Record.requestor(message).equals("user")) {
            String id = message.path("id").asText("");
            steps.result(
                    id,
                    toolsByCall.getOrDefault(id, ""),
                    Tau2Record.isError(message) ? ToolStatus.ERROR : ToolStatus.OK,
                    content);
        }
    }

    private static Set<String> failedCalls(Tau2Record record) {
        Set<String> failed = new HashSet<>();
        for (JsonNode message : record.messages()) {
            if (Tau2Record.isError(message)) {
                failed.add(message.path("id").asText(""));
            }
        }
        return failed;
    }

    private static Role role(String name) {
        return switch (name) {
            case "system" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default -> Role.UNKNOWN;
        };
    }

    /** An agent that sends no valid message, or one wrong call after another, has failed; of what else ends a run early it is not guilty. */
    private static TrajectoryEnded ended(Tau2Record record) {
        String why = record.termination();
        boolean judged = !record.rewardInfo().isNull();
        return switch (why) {
            case "user_stop", "agent_stop" ->
                judged
                        ? Steps.judged(record.succeeded(), record.reward(), "recorded verdict of tau2, " + why)
                        : Steps.unknown("nobody judged it, " + why);
            case "agent_error", "too_many_errors" -> Steps.judged(false, 0, "ended by the agent's own mistake: " + why);
            default -> Steps.broken("stopped before it was over: " + why); // steps, time, the user, the provider
        };
    }
}
