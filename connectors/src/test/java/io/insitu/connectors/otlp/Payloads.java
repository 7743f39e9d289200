package io.insitu.connectors.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small invented requests. */
final class Payloads {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final long START = 1_700_000_000_000_000_000L;

    private Payloads() {}

    /** A request in JSON with these spans. */
    static String traces(String... spans) {
        return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[" + text("service.name", "desk")
                + "]},\"scopeSpans\":[{\"spans\":[" + String.join(",", spans) + "]}]}]}";
    }

    static String logs(String... records) {
        return "{\"resourceLogs\":[{\"resource\":{\"attributes\":[" + text("service.name", "desk")
                + "]},\"scopeLogs\":[{\"logRecords\":[" + String.join(",", records) + "]}]}]}";
    }

    /** A span that begins and ends so many milliseconds after the trace does; without parent where that is empty. */
    static String span(String id, String parent, long from, long to, String... attributes) {
        return "{\"traceId\":\"" + TRACE.toUpperCase(Locale.ROOT) + "\",\"spanId\":\"" + id + "\","
                + (parent.isEmpty() ? "" : "\"parentSpanId\":\"" + parent + "\",")
                + "\"startTimeUnixNano\":\"" + (START + from * 1_000_000) + "\",\"endTimeUnixNano\":\""
                + (START + to * 1_000_000) + "\",\"somethingNew\":{\"x\":1},\"attributes\":["
                + String.join(",", attributes) + "]}";
    }

    static String log(String spanId, long at, String event, String body) {
        return "{\"traceId\":\"" + TRACE + "\",\"spanId\":\"" + spanId + "\",\"timeUnixNano\":\""
                + (START + at * 1_000_000) + "\",\"eventName\":\"" + event + "\",\"body\":" + body + "}";
    }

    static String text(String key, String value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":" + quoted(value) + "}}";
    }

    static String number(String key, double value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"doubleValue\":" + value + "}}";
    }

    static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /** The same in protobuf: one span, attributes as pairs of text. */
    static byte[] protobuf(String traceId, String spanId, String... attributes) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "desk")))
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(Span.newBuilder()
                                        .setTraceId(ByteString.copyFrom(
                                                HexFormat.of().parseHex(traceId)))
                                        .setSpanId(ByteString.copyFrom(
                                                HexFormat.of().parseHex(spanId)))
                                        .setStartTimeUnixNano(START)
                                        .setEndTimeUnixNano(START + 5_000_000)
                                        .addAllAttributes(Stream.iterate(0, i -> i < attributes.length, i -> i + 2)
                                                .map(i -> attribute(attributes[i], attributes[i + 1]))
                                                .collect(Collectors.toList())))))
                .build()
                .toByteArray();
    }

    static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
