package io.insitu.connectors.taubench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts runs. */
final class TauBenchStats implements Tally {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<Boolean>> passedByTask = new LinkedHashMap<>();
    private final List<Integer> messagesPerRecord = new ArrayList<>();
    private final Map<String, Integer> messagesByRole = new TreeMap<>();
    private final Map<String, Integer> callsByName = new TreeMap<>();
    private final Set<String> groundTruths = new HashSet<>();
    private double rewardSum;
    private long messages;
    private long toolCalls;
    private long errorResults;
    private long repeatedCalls;
    private long contentChars;
    private long argumentChars;
    private long infrastructureErrors;
    private long withoutRewardInfo;

    /** What makes two calls of one record the same: the name, and the arguments whatever the order of their keys. */
    private record Call(String name, JsonNode arguments) {}

    @Override
    public void add(JsonNode element) {
        TauBenchRecord record = TauBenchRecord.of(element);
        passedByTask.computeIfAbsent(record.taskId(), task -> new ArrayList<>()).add(record.succeeded());
        messagesPerRecord.add(record.messages().size());
        rewardSum += record.reward();
        infrastructureErrors += record.infrastructureError() ? 1 : 0;
        JsonNode rewardInfo = record.info().path("reward_info");
        withoutRewardInfo += rewardInfo.isObject() ? 0 : 1;
        JsonNode groundTruth = rewardInfo.path("info").path("gt_data_hash");
        if (groundTruth.isTextual()) {
            groundTruths.add(groundTruth.textValue());
        }
        Set<Call> seen = new HashSet<>();
        for (JsonNode message : record.messages()) {
            messages++;
            messagesByRole.merge(message.path("role").textValue(), 1, Integer::sum);
            contentChars += codePoints(message.path("content"));
            errorResults += TauBenchRecord.isErrorResult(message) ? 1 : 0;
            TauBenchRecord.toolCalls(message).forEach(call -> add(call.path("function"), seen));
        }
    }

    private void add(JsonNode function, Set<Call> seen) {
        toolCalls++;
        String name = function.path("name").asText();
        callsByName.merge(name, 1, Integer::sum);
        argumentChars += codePoints(function.path("arguments"));
        if (!seen.add(new Call(name, parsed(function.path("arguments"))))) {
            repeatedCalls++;
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JSON.createObjectNode();
        int records = messagesPerRecord.size();
        stats.put("records", records);
        stats.put("tasks", passedByTask.size());
        stats.set("trials_per_task", trialsPerTask());
        stats.put("reward_sum", rounded(rewardSum, 4));
        stats.put("mean_reward", records == 0 ? 0.0 : rounded(rewardSum / records, 4));
        stats.set("pass_hat_k", passHatK());
        long allPass = passedByTask.values().stream()
                .filter(passed -> !passed.contains(false))
                .count();
        long allFail = passedByTask.values().stream()
                .filter(passed -> !passed.contains(true))
                .count();
        stats.put("groups_all_pass", allPass);
        stats.put("groups_all_fail", allFail);
        stats.put("groups_mixed", passedByTask.size() - allPass - allFail);
        stats.put("messages", messages);
        stats.set("messages_by_role", JSON.valueToTree(messagesByRole));
        stats.put("tool_calls", toolCalls);
        stats.put("distinct_tools", callsByName.size());
        stats.set("tool_calls_by_name", JSON.valueToTree(callsByName));
        stats.put("tool_error_results", errorResults);
        stats.put("duplicate_tool_calls", repeatedCalls);
        stats.put("content_chars", contentChars);
        stats.put("argument_chars", argumentChars);
        stats.put("approx_tokens", (contentChars + argumentChars) / 4);
        stats.set("messages_per_record", spread());
        stats.put("records_with_infrastructure_error", infrastructureErrors);
        stats.put("records_without_reward_info", withoutRewardInfo);
        stats.put("distinct_gt_data_hash", groundTruths.size());
        return stats;
    }

    private ObjectNode trialsPerTask() {
        Map<Integer, Integer> tasksByTrials = new TreeMap<>();
        passedByTask.values().forEach(passed -> tasksByTrials.merge(passed.size(), 1, Integer::sum));
        ObjectNode trials = JSON.createObjectNode();
        tasksByTrials.forEach((count, tasks) -> trials.put(String.valueOf(count), tasks));
        return trials;
    }

    /** Mean over the tasks of C(c,k)/C(n,k), for each k that every task has trials for. */
    private ObjectNode passHatK() {
        ObjectNode passes = JSON.createObjectNode();
        int most = passedByTask.values().stream().mapToInt(List::size).min().orElse(0);
        for (int k = 1; k <= most; k++) {
            double sum = 0;
            for (List<Boolean> passed : passedByTask.values()) {
                sum += drawn(Collections.frequency(passed, true), passed.size(), k);
            }
            passes.put(String.valueOf(k), rounded(sum / passedByTask.size(), 4));
        }
        return passes;
    }

    /** C(c,k)/C(n,k): the chance that k of n trials, drawn without putting back, are all among the c good ones. */
    private static double drawn(int good, int trials, int k) {
        double chance = 1;
        for (int i = 0; i < k; i++) {
            chance *= Math.max(0, good - i) / (double) (trials - i);
        }
        return chance;
    }

    private ObjectNode spread() {
        ObjectNode spread = JSON.createObjectNode();
        List<Integer> sorted = new ArrayList<>(messagesPerRecord);
        Collections.sort(sorted);
        int n = sorted.size();
        if (n > 0) {
            spread.put("min", sorted.get(0));
            spread.put("p50", sorted.get((n + 1) / 2 - 1));
            spread.put("p90", sorted.get((9 * n + 9) / 10 - 1));
            spread.put("max", sorted.get(n - 1));
            spread.put("mean", rounded((double) messages / n, 2));
        }
        return spread;
    }

    private static long codePoints(JsonNode text) {
        String content = text.textValue();
        return content == null ? 0 : content.codePointCount(0, content.length());
    }

    private static JsonNode parsed(JsonNode arguments) {
        try {
            JsonNode tree = JSON.readTree(arguments.textValue());
            return tree.isMissingNode() ? arguments : tree;
        } catch (JsonProcessingException notJson) {
            return arguments; // some models write arguments that are no JSON: compare them as they are
        }
    }

    /** As Python's round: half to even, on the exact value of the double. */
    private static double rounded(double value, int places) {
        return new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
    }
}
