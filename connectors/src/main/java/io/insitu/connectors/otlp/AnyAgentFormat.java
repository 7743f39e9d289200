package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Layout;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A trace of any-agent: spans as OpenTelemetry's Python SDK keeps them, ids as numbers, attributes as plain JSON. */
public final class AnyAgentFormat implements TraceFormat {
    @Override
    public String name() {
        return "any-agent";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("spans/context/trace_id", "spans/attributes/gen_ai.operation.name");
    }

    @Override
    public Layout layout() {
        return Layout.WHOLE;
    }

    @Override
    public Tally tally() {
        return new Counts();
    }

    @Override
    public Teller teller(Path file) {
        return Imported.teller(AnyAgentFormat::read);
    }

    static Telemetry read(JsonNode trace) throws IOException {
        if (!trace.path("spans").isArray()) {
            throw new IOException("spans is no array");
        }
        List<Telemetry.Span> spans = new ArrayList<>();
        for (JsonNode span : trace.get("spans")) {
            spans.add(span(span));
        }
        return new Telemetry(spans, List.of());
    }

    private static Telemetry.Span span(JsonNode span) throws IOException {
        JsonNode parent = span.path("parent").path("span_id");
        List<Telemetry.Event> events = new ArrayList<>();
        for (JsonNode event : span.path("events")) {
            events.add(new Telemetry.Event(
                    event.path("name").asText(""), event.path("timestamp").asLong(0), attributes(event)));
        }
        return new Telemetry.Span(
                hex(span.path("context").path("trace_id"), 32),
                hex(span.path("context").path("span_id"), 16),
                parent.isMissingNode() || parent.isNull() ? "" : hex(parent, 16),
                span.path("start_time").asLong(0),
                span.path("end_time").asLong(0),
                attributes(span.path("resource")),
                attributes(span),
                events,
                span.path("status").path("status_code").asText("").equalsIgnoreCase("error"),
                span.path("status").path("description").asText(""),
                () -> span.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Attributes attributes(JsonNode of) {
        return of.path("attributes") instanceof ObjectNode values ? new Attributes(values) : Attributes.none();
    }

    private static String hex(JsonNode number, int digits) throws IOException {
        String hex = number.isIntegralNumber() ? number.bigIntegerValue().toString(16) : "";
        if (hex.isEmpty() || hex.length() > digits) {
            throw new IOException("an id is no number of " + digits * 4 + " bits");
        }
        return "0".repeat(digits - hex.length()) + hex;
    }

    /** The facts any-agent's traces state: spans by operation, and what the models took and gave. */
    private static final class Counts implements Tally {
        private final Map<String, Long> operations = new TreeMap<>();
        private long spans;
        private long input;
        private long output;

        @Override
        public void add(long number, JsonNode record) {
            Imported.read(AnyAgentFormat::read, record); // it makes sense, or is not counted
            for (JsonNode span : record.get("spans")) {
                JsonNode told = span.path("attributes");
                spans++;
                operations.merge(told.path(Convention.OPERATION.key()).asText("none"), 1L, Long::sum);
                input += told.path("gen_ai.usage.input_tokens").asLong(0);
                output += told.path("gen_ai.usage.output_tokens").asLong(0);
            }
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode facts = Json.object();
            facts.put("spans", spans);
            ObjectNode byOperation = facts.putObject("by_operation");
            operations.forEach(byOperation::put);
            return facts.put("input_tokens", input).put("output_tokens", output);
        }
    }
}
