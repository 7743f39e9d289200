package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Tally;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What request bodies hold. A conversation is a trace in which an agent was invoked. */
final class OtlpTally implements Tally {
    private static final int MOST_TRACES = 1_000_000;

    private final Set<String> conversations = new HashSet<>();
    private final Map<String, Long> operations = new TreeMap<>();
    private final Map<String, Long> inJson = new TreeMap<>();
    private long bodies;
    private long spans;
    private long errorTools;
    private long logBodies;
    private long logRecords;

    @Override
    public void add(long number, JsonNode record) {
        Telemetry telemetry = Imported.read(OtlpFormat::read, record);
        bodies++;
        logBodies += telemetry.spans().isEmpty() && !telemetry.logs().isEmpty() ? 1 : 0;
        logRecords += telemetry.logs().size();
        for (Telemetry.Span span : telemetry.spans()) {
            spans++;
            String operation = span.attributes().text(Convention.OPERATION);
            if (!operation.isEmpty()) {
                operations.merge(operation, 1L, Long::sum);
                if (!record.isBinary()) {
                    inJson.merge(operation, 1L, Long::sum);
                }
            }
            SpanKind kind = SpanKind.of(span.attributes());
            errorTools += kind == SpanKind.TOOL && span.failed() ? 1 : 0;
            if (kind == SpanKind.AGENT && conversations.size() < MOST_TRACES) {
                conversations.add(span.traceId());
            }
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode facts = Json.object();
        facts.put("conversations", conversations.size());
        facts.put("request_bodies", bodies);
        facts.put("spans", spans);
        facts.put("chat_spans", operations.getOrDefault("chat", 0L));
        facts.put("execute_tool_spans", operations.getOrDefault("execute_tool", 0L));
        facts.put("error_tool_spans", errorTools);
        if (logBodies > 0) {
            facts.put("log_records", logRecords);
        } else {
            facts.putNull("log_records"); // none were sent, which is not to say that there were none
        }
        ObjectNode byOperation = facts.putObject("by_operation");
        operations.forEach(byOperation::put);
        ObjectNode counted = facts.putObject("counted"); // by operation, of bodies in JSON
        inJson.forEach(counted::put);
        return facts;
    }
}
