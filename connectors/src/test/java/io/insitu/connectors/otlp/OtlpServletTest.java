package io.insitu.connectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.sdk.FakeRoad;
import io.insitu.connectors.sdk.StuckProducer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the receiver answers, in the words of OTLP. */
@Timeout(120)
class OtlpServletTest {
    private static final String TOOL = Payloads.span(
            "00f067aa0ba902b7",
            "1111111111111111",
            1,
            3,
            Payloads.text("gen_ai.operation.name", "execute_tool"),
            Payloads.text("gen_ai.tool.name", "find"));
    private static final OtlpConfig SMALL = Limits.of(2_000, 1, 1_000_000, Duration.ofMillis(200));

    @Test
    void aRequestThatWasTakenIsAnsweredInItsOwnEncoding() throws Exception {
        try (Receiver receiver = Receiver.open()) {
            HttpResponse<byte[]> json = receiver.json("/v1/traces", Payloads.traces(TOOL));
            assertThat(json.statusCode()).isEqualTo(200);
            assertThat(text(json)).isEqualTo("{}");
            assertThat(json.headers().firstValue("Content-Type")).contains("application/json");
            HttpResponse<byte[]> protobuf = receiver.post("/v1/traces", "application/x-protobuf", tool(Payloads.TRACE));
            assertThat(protobuf.statusCode()).isEqualTo(200);
            assertThat(protobuf.headers().firstValue("Content-Type")).contains("application/x-protobuf");
            assertThat(ExportTraceServiceResponse.parseFrom(protobuf.body()).hasPartialSuccess())
                    .isFalse();
            assertThat(receiver.events()).as("call and result of each").hasSize(4);
        }
    }

    @Test
    void gzipIsUnpacked() throws Exception {
        try (Receiver receiver = Receiver.open()) {
            byte[] body = Receiver.gzip(tool(Payloads.TRACE));
            assertThat(receiver.post("/v1/traces", "application/x-protobuf", body, "Content-Encoding", "gzip")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(receiver.events()).hasSize(2);
        }
    }

    @Test
    void aSpanThatCannotBeUsedIsCountedNamedAndLeavesALetter() throws Exception {
        try (Receiver receiver = Receiver.open()) {
            String nameless = TOOL.replace(Payloads.TRACE.toUpperCase(Locale.ROOT), "0".repeat(32));
            HttpResponse<byte[]> json = receiver.json("/v1/traces", Payloads.traces(TOOL, nameless));
            assertThat(json.statusCode()).isEqualTo(200);
            assertThat(text(json)).contains("\"rejectedSpans\":\"1\"", "traceId");
            HttpResponse<byte[]> protobuf = receiver.post("/v1/traces", "application/x-protobuf", tool("0".repeat(32)));
            assertThat(protobuf.statusCode()).isEqualTo(200);
            assertThat(ExportTraceServiceResponse.parseFrom(protobuf.body())
                            .getPartialSuccess()
                            .getRejectedSpans())
                    .isEqualTo(1);
            assertThat(receiver.events()).hasSize(2);
            assertThat(receiver.letters()).hasSize(2).allMatch(letter -> letter.contains("INVALID_FIELD"));
        }
    }

    @Test
    void withoutTheTokenNothingIsTaken() throws Exception {
        try (Receiver receiver = Receiver.open()) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(receiver.endpoint() + "/v1/traces"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(Payloads.traces(TOOL)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body())
                    .as("google.rpc.Status")
                    .isEqualTo("{\"message\":\"bearer token missing or wrong\"}");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(receiver.producer.history()).isEmpty();
        }
    }

    @Test
    void metricsAreRefusedForGoodAndInWordsThatSayWhatToSet() throws Exception {
        try (Receiver receiver = Receiver.open()) {
            HttpResponse<byte[]> json = receiver.json("/v1/metrics", "{}");
            assertThat(json.statusCode()).isEqualTo(404);
            assertThat(text(json))
                    .isEqualTo("{\"message\":\"metrics are not taken here; set OTEL_METRICS_EXPORTER=none\"}");
            HttpResponse<byte[]> protobuf = receiver.post("/v1/metrics", "application/x-protobuf", new byte[0]);
            assertThat(protobuf.statusCode()).isEqualTo(404);
            assertThat(protobuf.headers().firstValue("Content-Type")).contains("application/x-protobuf");
            assertThat(text(protobuf))
                    .as("field 2, a text")
                    .startsWith("\u0012")
                    .contains("OTEL_METRICS_EXPORTER=none");
        }
    }

    @Test
    void whatWasRefusedKeepsNobodyFromBeingReadWhileTheBrokerIsSlow() throws Exception {
        StuckProducer producer = new StuckProducer();
        OtlpConfig four = Limits.of(2_000, 4, 1_000_000, Duration.ofSeconds(60));
        try (Receiver receiver = new Receiver(four, producer, 100, InstantSource.system())) {
            List<CompletableFuture<HttpResponse<byte[]>>> refused = new ArrayList<>();
            for (int i = 0; i < 2; i++) { // as many as are read at once
                refused.add(later(receiver, "[1"));
            }
            producer.reached.await();
            while (receiver.outbox.stats().queueDepth() < 1) { // the letter of the second waits in the queue
                Thread.sleep(5);
            }
            assertThat(receiver.json("/v1/traces", "{}").statusCode()).isEqualTo(200);
            producer.open.countDown();
            for (CompletableFuture<HttpResponse<byte[]>> answer : refused) {
                assertThat(answer.get().statusCode()).isEqualTo(400);
            }
        }
    }

    /** It had paid for a million bytes; what it left unsaid is not owed by those who come after. */
    @Test
    void whoBreaksOffPaysForWhatCame() throws Exception {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_800_000_000_000L));
        OtlpConfig slow = Limits.of(1_000_000, 4, 500_000, Duration.ofSeconds(5));
        try (Receiver receiver = new Receiver(slow, FakeRoad.producer(true), 100, clock)) {
            URI to = URI.create(receiver.endpoint());
            try (Socket client = new Socket(to.getHost(), to.getPort())) {
                String head = "POST /v1/traces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Receiver.TOKEN
                        + "\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{";
                client.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                client.getOutputStream().flush();
                while (receiver.json("/v1/traces", "{}").statusCode() == 200) {
                    Thread.sleep(5); // until it has paid, others are let in
                }
            }
            while (receiver.json("/v1/traces", "{}").statusCode() == 429) {
                Thread.sleep(5); // the clock stands still: nothing but its money back lets anybody in
            }
            assertThat(receiver.json("/v1/traces", "{}").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotOtlpIsRefused() throws Exception {
        try (Receiver receiver = Receiver.open()) {
            byte[] body = tool(Payloads.TRACE);
            assertThat(receiver.post("/v1/traces", "text/plain", body).statusCode())
                    .isEqualTo(415);
            assertThat(receiver.post("/v1/traces", "application/x-protobuf", body, "Content-Encoding", "br")
                            .statusCode())
                    .isEqualTo(415);
            assertThat(receiver.producer.history()).isEmpty();
            assertThat(receiver.json("/v1/traces", "[1").statusCode()).isEqualTo(400);
            assertThat(receiver.letters())
                    .singleElement()
                    .asString()
                    .contains("MALFORMED_JSON")
                    .doesNotContain("[Source");
        }
    }

    @Test
    void moreThanAllowedIs413WhetherPlainOrInflated() throws Exception {
        try (Receiver receiver = Receiver.open(SMALL)) {
            assertThat(receiver.json("/v1/traces", " ".repeat(2_001)).statusCode())
                    .isEqualTo(413);
            byte[] bomb = Receiver.gzip(new byte[50_000_000]);
            assertThat(bomb.length).isGreaterThan(2_000);
            byte[] small = Receiver.gzip(new byte[1_000_000]);
            assertThat(small.length).isLessThan(2_000);
            for (byte[] body : new byte[][] {bomb, small}) {
                HttpResponse<byte[]> answer =
                        receiver.post("/v1/traces", "application/x-protobuf", body, "Content-Encoding", "gzip");
                assertThat(answer.statusCode()).isEqualTo(413);
            }
            assertThat(receiver.letters()).isNotEmpty().allMatch(letter -> letter.contains("TOO_LARGE"));
        }
    }

    @Test
    void whoSendsTooMuchIsToldWhenToComeAgain() throws Exception {
        AtomicLong nowMs = new AtomicLong(1_800_000_000_000L);
        InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
        OtlpConfig slow = Limits.of(1_000_000, 1, 1_000, Duration.ofSeconds(5));
        try (Receiver receiver = new Receiver(slow, FakeRoad.producer(true), 100, clock)) {
            assertThat(receiver.json("/v1/traces", Payloads.traces(TOOL) + " ".repeat(2_500))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<byte[]> again = receiver.json("/v1/traces", Payloads.traces(TOOL));
            assertThat(again.statusCode()).isEqualTo(429);
            long seconds =
                    Long.parseLong(again.headers().firstValue("Retry-After").orElseThrow());
            assertThat(seconds).isBetween(2L, 3L);
            nowMs.addAndGet(1_000 * seconds);
            assertThat(receiver.json("/v1/traces", Payloads.traces(TOOL)).statusCode())
                    .isEqualTo(200);
            assertThat(receiver.events()).hasSize(4);
        }
    }

    @Test
    void whatTheBrokerDoesNotTakeIsNotAcknowledged() throws Exception {
        try (Receiver receiver = new Receiver(SMALL, FakeRoad.producer(false), 100, InstantSource.system())) {
            HttpResponse<byte[]> answer = receiver.json("/v1/traces", Payloads.traces(TOOL));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        }
    }

    @Test
    void aFullQueueIs429() throws Exception {
        StuckProducer producer = new StuckProducer();
        OtlpConfig two = Limits.of(2_000, 3, 1_000_000, Duration.ofSeconds(30));
        try (Receiver receiver = new Receiver(two, producer, 1, InstantSource.system())) {
            CompletableFuture<HttpResponse<byte[]>> first = later(receiver);
            producer.reached.await();
            while (receiver.outbox.stats().queueDepth() < 1) { // its second event waits in the queue
                Thread.sleep(5);
            }
            HttpResponse<byte[]> answer = receiver.json("/v1/traces", Payloads.traces(TOOL));
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            producer.open.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
        }
    }

    private static CompletableFuture<HttpResponse<byte[]>> later(Receiver receiver) {
        return later(receiver, Payloads.traces(TOOL));
    }

    private static CompletableFuture<HttpResponse<byte[]>> later(Receiver receiver, String body) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return receiver.json("/v1/traces", body);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static byte[] tool(String traceId) {
        return Payloads.protobuf(
                traceId, "00f067aa0ba902b7", "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name", "find");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
