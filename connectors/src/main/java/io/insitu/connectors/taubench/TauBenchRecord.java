package io.insitu.connectors.taubench;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of one task, checked for the shape both uses rely on.
 *
 * @param taskId the task; a number in the files at hand, kept as text
 */
record TauBenchRecord(String taskId, String trial, double reward, JsonNode info, List<JsonNode> messages) {
    private static final double TOLERANCE = 1e-6; // tau-bench's own, in its is_successful

    TauBenchRecord {
        messages = List.copyOf(messages);
    }

    /**
     * @param element of the file; a round's holds its record under {@code trajectory}
     */
    static TauBenchRecord of(JsonNode element) {
        JsonNode record = element.path("trajectory").isObject() ? element.path("trajectory") : element;
        require(record.isObject(), "record must be an object");
        JsonNode task = record.path("task_id");
        require(
                task.isIntegralNumber()
                        || (task.isTextual() && !task.textValue().isBlank()),
                "task_id is missing");
        JsonNode reward = record.path("reward");
        require(reward.isNumber() && Math.abs(reward.doubleValue()) <= 1 + TOLERANCE, "reward must be in [-1, 1]");
        JsonNode traj = record.path("traj");
        require(traj.isArray(), "traj must be an array");
        List<JsonNode> messages = new ArrayList<>();
        for (JsonNode message : traj) {
            check(message, messages.size());
            messages.add(message);
        }
        return new TauBenchRecord(
                task.asText(), record.path("trial").asText(""), reward.doubleValue(), record.path("info"), messages);
    }

    boolean succeeded() {
        return Math.abs(reward - 1) <= TOLERANCE;
    }

    /** The world broke before the run could be judged; such records have no messages. */
    boolean infrastructureError() {
        return messages.isEmpty() || info.has("traceback");
    }

    /** The run was cut off before tau-bench judged it, for want of steps; its reward of 0 is no verdict. */
    boolean unjudged() {
        return info.path("reward_info").isNull();
    }

    /** Digest of the state that the verdict compared with; empty when there is none. */
    String groundTruth() {
        return info.path("reward_info").path("info").path("gt_data_hash").asText("");
    }

    static List<JsonNode> toolCalls(JsonNode message) {
        List<JsonNode> calls = new ArrayList<>();
        if (message.path("role").asText().equals("assistant")) {
            message.path("tool_calls").forEach(calls::add);
        }
        return calls;
    }

    static boolean isErrorResult(JsonNode message) {
        String content = message.path("content").asText("");
        return message.path("role").asText().equals("tool")
                && (content.startsWith("Error") || content.startsWith("Unknown action"));
    }

    private static void check(JsonNode message, int index) {
        String where = "traj[" + index + "]";
        require(message.isObject(), where + " must be an object");
        require(message.path("role").isTextual(), where + ".role is missing");
        JsonNode content = message.path("content");
        require(
                content.isTextual() || content.isNull() || content.isMissingNode(),
                where + ".content must be a string or null");
        JsonNode calls = message.path("tool_calls");
        require(
                calls.isArray() || calls.isNull() || calls.isMissingNode(),
                where + ".tool_calls must be an array or null");
        for (JsonNode call : calls) {
            require(call.path("function").path("name").isTextual(), where + ".tool_calls: function.name is missing");
            require(
                    call.path("function").path("arguments").isTextual(),
                    where + ".tool_calls: function.arguments must be a string");
        }
    }
}
