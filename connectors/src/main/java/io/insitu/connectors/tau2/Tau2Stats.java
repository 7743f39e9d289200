package io.insitu.connectors.tau2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.CallSet;
import io.insitu.connectors.importing.RunCounts;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Words;

/** Counts simulations. */
final class Tau2Stats implements Tally {
    private final RunCounts runs = new RunCounts();
    private final Words roles = new Words();
    private final Words requestors = new Words();
    private final Words tools = new Words();
    private final Words terminations = new Words();
    private long errorResults;
    private long repeatedCalls;
    private long contentChars;

    @Override
    public void add(long number, JsonNode element) {
        Tau2Record record = Tau2Record.of(element);
        runs.add(
                record.taskId(),
                record.succeeded(),
                record.reward(),
                record.messages().size());
        terminations.add(record.termination());
        CallSet seen = new CallSet();
        for (JsonNode message : record.messages()) {
            roles.add(message.path("role").asText());
            contentChars += RunCounts.codePoints(message.path("content"));
            errorResults += Tau2Record.isError(message) ? 1 : 0;
            for (JsonNode call : message.path("tool_calls")) {
                String name = call.path("name").asText();
                String requestor = Tau2Record.requestor(call);
                tools.add(name);
                requestors.add(requestor);
                repeatedCalls += seen.add(name, call.path("arguments").toString(), requestor) ? 0 : 1;
            }
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        runs.putTasks(stats);
        stats.set("messages_by_role", roles.toJson());
        stats.put("tool_calls", tools.sum());
        stats.set("tool_calls_by_requestor", requestors.toJson());
        stats.put("distinct_tools", tools.distinct());
        stats.put("tool_error_results", errorResults);
        stats.put("duplicate_tool_calls", repeatedCalls);
        stats.put("content_chars", contentChars);
        stats.put("approx_tokens", contentChars / 4);
        runs.putLengths(stats);
        stats.set("termination", terminations.toJson());
        return stats;
    }
}
