package io.insitu.connectors.taubench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.CallSet;
import io.insitu.connectors.importing.RunCounts;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Words;

/** Counts runs. */
final class TauBenchStats implements Tally {
    private final RunCounts runs = new RunCounts();
    private final Words roles = new Words();
    private final Words tools = new Words();
    private final Words groundTruths = new Words();
    private long errorResults;
    private long repeatedCalls;
    private long contentChars;
    private long argumentChars;
    private long infrastructureErrors;
    private long withoutRewardInfo;

    @Override
    public void add(long number, JsonNode element) {
        TauBenchRecord record = TauBenchRecord.of(element);
        runs.add(
                record.taskId(),
                record.succeeded(),
                record.reward(),
                record.messages().size());
        infrastructureErrors += record.infrastructureError() ? 1 : 0;
        JsonNode rewardInfo = record.info().path("reward_info");
        withoutRewardInfo += rewardInfo.isObject() ? 0 : 1;
        if (!record.groundTruth().isEmpty()) {
            groundTruths.add(record.groundTruth());
        }
        CallSet seen = new CallSet();
        for (JsonNode message : record.messages()) {
            roles.add(message.path("role").textValue());
            contentChars += RunCounts.codePoints(message.path("content"));
            errorResults += TauBenchRecord.isErrorResult(message) ? 1 : 0;
            TauBenchRecord.toolCalls(message).forEach(call -> add(call.path("function"), seen));
        }
    }

    private void add(JsonNode function, CallSet seen) {
        String name = function.path("name").asText();
        tools.add(name);
        argumentChars += RunCounts.codePoints(function.path("arguments"));
        repeatedCalls += seen.add(name, function.path("arguments").asText()) ? 0 : 1;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        runs.putTasks(stats);
        stats.set("messages_by_role", roles.toJson());
        stats.put("tool_calls", tools.sum());
        stats.put("distinct_tools", tools.distinct());
        stats.set("tool_calls_by_name", tools.toJson());
        stats.put("tool_error_results", errorResults);
        stats.put("duplicate_tool_calls", repeatedCalls);
        stats.put("content_chars", contentChars);
        stats.put("argument_chars", argumentChars);
        stats.put("approx_tokens", (contentChars + argumentChars) / 4);
        runs.putLengths(stats);
        stats.put("records_with_infrastructure_error", infrastructureErrors);
        stats.put("records_without_reward_info", withoutRewardInfo);
        stats.put("distinct_gt_data_hash", groundTruths.distinct());
        return stats;
    }
}
