package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;

/**
 * What was told, whatever it was encoded in. Ids are lower-case hex as they came, valid or not; times are nanoseconds
 * since 1970, negative where they do not fit.
 */
record Telemetry(List<Span> spans, List<Log> logs) {
    Telemetry {
        spans = List.copyOf(spans);
        logs = List.copyOf(logs);
    }

    /**
     * @param parentId empty: it is the root of its trace
     * @param failed its status says so
     * @param original for a dead letter
     */
    record Span(
            String traceId,
            String spanId,
            String parentId,
            long startNanos,
            long endNanos,
            Attributes resource,
            Attributes attributes,
            List<Event> events,
            boolean failed,
            String statusMessage,
            Supplier<byte[]> original) {
        boolean isRoot() {
            return parentId.isEmpty() || parentId.equals("0000000000000000");
        }
    }

    /** An event within a span. */
    record Event(String name, long atNanos, Attributes attributes) {}

    /** A log record that is an event; its name is empty if it is not. */
    record Log(
            String traceId,
            String spanId,
            String name,
            long atNanos,
            Attributes resource,
            Attributes attributes,
            JsonNode body,
            Supplier<byte[]> original) {}
}
