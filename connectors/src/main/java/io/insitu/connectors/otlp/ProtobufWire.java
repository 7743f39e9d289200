package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** OTLP in protobuf. Its own parser bounds how deep values may nest. */
final class ProtobufWire {
    private ProtobufWire() {}

    static Telemetry traces(byte[] body, PartLimits limits) throws IOException {
        ProtobufParts.check(body, ExportTraceServiceRequest.getDescriptor(), limits);
        List<Telemetry.Span> spans = new ArrayList<>();
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach(of -> {
            Attributes resource = attributes(of.getResource().getAttributesList());
            of.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(span(span, resource))));
        });
        return new Telemetry(spans, List.of());
    }

    static Telemetry logs(byte[] body, PartLimits limits) throws IOException {
        ProtobufParts.check(body, ExportLogsServiceRequest.getDescriptor(), limits);
        List<Telemetry.Log> logs = new ArrayList<>();
        ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().forEach(of -> {
            Attributes resource = attributes(of.getResource().getAttributesList());
            of.getScopeLogsList()
                    .forEach(scope -> scope.getLogRecordsList().forEach(log -> logs.add(log(log, resource))));
        });
        return new Telemetry(List.of(), logs);
    }

    private static Telemetry.Span span(Span span, Attributes resource) {
        return new Telemetry.Span(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                resource,
                attributes(span.getAttributesList()),
                span.getEventsList().stream()
                        .map(event -> new Telemetry.Event(
                                event.getName(), event.getTimeUnixNano(), attributes(event.getAttributesList())))
                        .toList(),
                span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR,
                span.getStatus().getMessage(),
                span::toByteArray);
    }

    private static Telemetry.Log log(LogRecord log, Attributes resource) {
        Attributes attributes = attributes(log.getAttributesList());
        return new Telemetry.Log(
                hex(log.getTraceId()),
                hex(log.getSpanId()),
                log.getEventName().isEmpty()
                        ? attributes.values().path("event.name").asText("")
                        : log.getEventName(),
                log.getTimeUnixNano() == 0 ? log.getObservedTimeUnixNano() : log.getTimeUnixNano(),
                resource,
                attributes,
                value(log.getBody()),
                log::toByteArray);
    }

    private static Attributes attributes(List<KeyValue> list) {
        ObjectNode values = Json.object();
        list.forEach(entry -> values.set(entry.getKey(), value(entry.getValue())));
        return new Attributes(values);
    }

    private static JsonNode value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> TextNode.valueOf(value.getStringValue());
            case BOOL_VALUE -> BooleanNode.valueOf(value.getBoolValue());
            case INT_VALUE -> LongNode.valueOf(value.getIntValue());
            case DOUBLE_VALUE -> DoubleNode.valueOf(value.getDoubleValue());
            case BYTES_VALUE -> BinaryNode.valueOf(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                ArrayNode array = Json.object().arrayNode();
                value.getArrayValue().getValuesList().forEach(each -> array.add(value(each)));
                yield array;
            }
            case KVLIST_VALUE ->
                attributes(value.getKvlistValue().getValuesList()).values();
            default -> NullNode.getInstance();
        };
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
