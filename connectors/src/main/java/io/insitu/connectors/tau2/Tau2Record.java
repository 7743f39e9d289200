package io.insitu.connectors.tau2;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One simulation, checked for the shape both uses rely on.
 *
 * @param termination why it ended, in tau2's words
 * @param messages those of several tools at once taken apart
 */
record Tau2Record(
        String taskId, String trial, String termination, double reward, JsonNode rewardInfo, List<JsonNode> messages) {
    private static final double TOLERANCE = 1e-6;

    Tau2Record {
        messages = List.copyOf(messages);
    }

    static Tau2Record of(JsonNode record) {
        require(record.isObject(), "simulation must be an object");
        JsonNode task = record.path("task_id");
        require(task.isIntegralNumber() || !task.asText("").isBlank(), "task_id is missing");
        require(!record.path("termination_reason").asText("").isBlank(), "termination_reason is missing");
        JsonNode rewardInfo = record.path("reward_info");
        JsonNode reward = rewardInfo.path("reward");
        require(
                rewardInfo.isNull() || reward.isNumber() && Math.abs(reward.doubleValue()) <= 1 + TOLERANCE,
                "reward_info.reward must be in [-1, 1]");
        require(record.path("messages").isArray(), "messages must be an array");
        List<JsonNode> messages = new ArrayList<>();
        for (JsonNode message : record.path("messages")) {
            if (message.path("tool_messages").isArray()) {
                message.path("tool_messages").forEach(messages::add);
            } else {
                messages.add(message);
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            check(messages.get(i), "messages[" + i + "]");
        }
        return new Tau2Record(
                task.asText(),
                record.path("trial").asText(""),
                record.path("termination_reason").asText(),
                reward.asDouble(),
                rewardInfo,
                messages);
    }

    boolean succeeded() {
        return Math.abs(reward - 1) <= TOLERANCE;
    }

    /** Whose call or result this is: the agent's unless the data says the user's. */
    static String requestor(JsonNode callOrResult) {
        return callOrResult.path("requestor").asText("assistant");
    }

    static boolean isError(JsonNode message) {
        return message.path("role").asText().equals("tool")
                && message.path("error").asBoolean();
    }

    private static void check(JsonNode message, String where) {
        require(message.path("role").isTextual(), where + ".role is missing");
        JsonNode content = message.path("content");
        require(
                content.isTextual() || content.isNull() || content.isMissingNode(),
                where + ".content must be a string or null");
        for (JsonNode call : message.path("tool_calls")) {
            require(call.path("name").isTextual(), where + ".tool_calls: name is missing");
            require(call.path("arguments").isObject(), where + ".tool_calls: arguments must be an object");
        }
    }
}
