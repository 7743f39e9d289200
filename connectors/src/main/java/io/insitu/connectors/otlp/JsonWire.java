package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** OTLP in JSON: ids in hex, 64-bit numbers as text, enums as numbers; fields nobody knows are passed over. */
final class JsonWire {
    private JsonWire() {}

    static Telemetry traces(byte[] body, PartLimits limits) throws IOException {
        return traces(request(body, limits), limits);
    }

    static Telemetry logs(byte[] body, PartLimits limits) throws IOException {
        return logs(request(body, limits), limits);
    }

    static Telemetry traces(JsonNode request, PartLimits limits) throws IOException {
        Count records = Count.records(limits);
        List<Telemetry.Span> spans = new ArrayList<>();
        for (JsonNode of : list(request, "resourceSpans")) {
            Attributes resource = attributes(of.path("resource"));
            for (JsonNode scope : list(of, "scopeSpans")) {
                for (JsonNode span : list(scope, "spans")) {
                    spans.add(span(span, resource, records));
                }
            }
        }
        return new Telemetry(spans, List.of());
    }

    static Telemetry logs(JsonNode request, PartLimits limits) throws IOException {
        Count records = Count.records(limits);
        List<Telemetry.Log> logs = new ArrayList<>();
        for (JsonNode of : list(request, "resourceLogs")) {
            Attributes resource = attributes(of.path("resource"));
            for (JsonNode scope : list(of, "scopeLogs")) {
                for (JsonNode log : list(scope, "logRecords")) {
                    records.one();
                    logs.add(log(log, resource));
                }
            }
        }
        return new Telemetry(List.of(), logs);
    }

    private static JsonNode request(byte[] body, PartLimits limits) throws IOException {
        JsonNode request = Json.tree(body, limits.parts());
        if (!request.isObject()) {
            throw new IOException("the request is no JSON object");
        }
        return request;
    }

    private static Telemetry.Span span(JsonNode span, Attributes resource, Count records) throws IOException {
        records.one();
        List<Telemetry.Event> events = new ArrayList<>();
        for (JsonNode event : list(span, "events")) {
            records.one();
            events.add(new Telemetry.Event(
                    event.path("name").asText(""), nanos(event, "timeUnixNano"), attributes(event)));
        }
        return new Telemetry.Span(
                hex(span, "traceId"),
                hex(span, "spanId"),
                hex(span, "parentSpanId"),
                nanos(span, "startTimeUnixNano"),
                nanos(span, "endTimeUnixNano"),
                resource,
                attributes(span),
                events,
                span.path("status").path("code").asInt(0) == 2,
                span.path("status").path("message").asText(""),
                () -> bytes(span));
    }

    private static Telemetry.Log log(JsonNode log, Attributes resource) throws IOException {
        Attributes attributes = attributes(log);
        long at = nanos(log, "timeUnixNano");
        return new Telemetry.Log(
                hex(log, "traceId"),
                hex(log, "spanId"),
                log.path("eventName")
                        .asText(attributes.values().path("event.name").asText("")),
                at == 0 ? nanos(log, "observedTimeUnixNano") : at,
                resource,
                attributes,
                value(log.path("body")),
                () -> bytes(log));
    }

    private static Attributes attributes(JsonNode of) throws IOException {
        return new Attributes(keyValues(list(of, "attributes")));
    }

    private static ObjectNode keyValues(JsonNode list) throws IOException {
        ObjectNode values = Json.object();
        for (JsonNode entry : list) {
            values.set(entry.path("key").asText(""), value(entry.path("value")));
        }
        return values;
    }

    private static JsonNode value(JsonNode value) throws IOException {
        if (value.has("stringValue")) {
            return value.get("stringValue");
        }
        if (value.has("intValue")) {
            return LongNode.valueOf(integer(value, "intValue"));
        }
        if (value.has("arrayValue")) {
            ArrayNode array = Json.object().arrayNode();
            for (JsonNode each : list(value.get("arrayValue"), "values")) {
                array.add(value(each));
            }
            return array;
        }
        if (value.has("kvlistValue")) {
            return keyValues(list(value.get("kvlistValue"), "values"));
        }
        for (String other : List.of("boolValue", "doubleValue", "bytesValue")) {
            if (value.has(other)) {
                return value.get(other);
            }
        }
        return NullNode.getInstance();
    }

    private static JsonNode list(JsonNode of, String field) throws IOException {
        JsonNode list = of.path(field);
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            throw new IOException(field + " is no array");
        }
        return list;
    }

    private static long nanos(JsonNode of, String field) throws IOException {
        return of.hasNonNull(field) ? integer(of, field) : 0;
    }

    private static long integer(JsonNode of, String field) throws IOException {
        JsonNode number = of.path(field);
        if (number.isIntegralNumber() && number.canConvertToLong()) {
            return number.longValue();
        }
        try {
            return Long.parseLong(number.asText());
        } catch (NumberFormatException e) {
            throw new IOException(field + " is no 64-bit number", e);
        }
    }

    private static String hex(JsonNode of, String field) {
        return of.path(field).asText("").toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
