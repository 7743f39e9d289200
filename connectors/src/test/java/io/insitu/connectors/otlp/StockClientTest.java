package io.insitu.connectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenTelemetry's own SDK, set up by nothing but what its users set: endpoint, header, protocol, compression. */
class StockClientTest {
    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void theStockSdkWorksWithNothingButItsEndpoint(String compression) throws Exception {
        try (Receiver receiver = Receiver.open();
                OpenTelemetrySdk sdk = client(receiver, compression)) {
            Tracer tracer = sdk.getTracer("test");
            Span agent = tracer.spanBuilder("invoke_agent clerk").startSpan();
            agent.setAttribute("gen_ai.operation.name", "invoke_agent");
            try (Scope scope = agent.makeCurrent()) {
                Span chat = tracer.spanBuilder("chat").startSpan();
                chat.setAttribute("gen_ai.operation.name", "chat");
                try (Scope inner = chat.makeCurrent()) {
                    sdk.getLogsBridge()
                            .get("test")
                            .logRecordBuilder()
                            .setSeverity(Severity.INFO)
                            .setEventName("gen_ai.user.message")
                            .setAttribute(AttributeKey.stringKey("content"), "hello from a log")
                            .emit();
                }
                chat.setAttribute(
                        "gen_ai.output.messages",
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"hi from a span\"}]}]");
                chat.end();
                Span tool = tracer.spanBuilder("execute_tool find").startSpan();
                tool.setAttribute("gen_ai.operation.name", "execute_tool");
                tool.setAttribute("gen_ai.tool.name", "find");
                tool.setStatus(StatusCode.ERROR, "no such order");
                tool.end();
            }
            agent.end();
            assertThat(sdk.getSdkTracerProvider()
                            .forceFlush()
                            .join(20, TimeUnit.SECONDS)
                            .isSuccess())
                    .as("the exporter heard 200")
                    .isTrue();
            assertThat(sdk.getSdkLoggerProvider()
                            .forceFlush()
                            .join(20, TimeUnit.SECONDS)
                            .isSuccess())
                    .isTrue();
            String trace = agent.getSpanContext().getTraceId();
            assertThat(receiver.letters()).isEmpty();
            assertThat(receiver.events())
                    .hasSize(6)
                    .allMatch(event -> event.contains(trace + "/clerk-service"))
                    .anyMatch(event -> event.contains("hello from a log"))
                    .anyMatch(event -> event.contains("hi from a span"))
                    .anyMatch(event -> event.contains("no such order") && event.contains("ERROR"));
        }
    }

    private static OpenTelemetrySdk client(Receiver receiver, String compression) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> Map.of(
                        "otel.exporter.otlp.endpoint",
                        receiver.endpoint(),
                        "otel.exporter.otlp.headers",
                        "Authorization=Bearer%20" + Receiver.TOKEN,
                        "otel.exporter.otlp.protocol",
                        "http/protobuf",
                        "otel.exporter.otlp.compression",
                        compression,
                        "otel.metrics.exporter",
                        "none",
                        "otel.service.name",
                        "clerk-service"))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }
}
