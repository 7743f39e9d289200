package io.insitu.connectors.atif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.RunCounts;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Words;

/** Counts trajectories and their steps. */
final class AtifStats implements Tally {
    private final Words sources = new Words();
    private final Words tools = new Words();
    private int trajectories;
    private long results;
    private long promptTokens;
    private long completionTokens;
    private double cost;

    @Override
    public void add(long number, JsonNode record) {
        Atif.check(record);
        trajectories++;
        for (JsonNode step : record.path("steps")) {
            sources.add(step.path("source").asText());
            step.path("tool_calls")
                    .forEach(call -> tools.add(call.path("function_name").asText()));
            results += step.path("observation").path("results").size();
            JsonNode metrics = step.path("metrics");
            promptTokens += metrics.path("prompt_tokens").asLong();
            completionTokens += metrics.path("completion_tokens").asLong();
            cost += metrics.path("cost_usd").asDouble();
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        stats.put("trajectories", trajectories).put("steps", sources.sum());
        stats.set("steps_by_source", sources.toJson());
        stats.put("tool_calls", tools.sum());
        stats.set("tool_calls_by_name", tools.toJson());
        stats.put("observation_results", results);
        stats.put("prompt_tokens", promptTokens).put("completion_tokens", completionTokens);
        return stats.put("cost_usd", RunCounts.rounded(cost, 4));
    }
}
