package io.insitu.connectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that are small on the wire and large in memory: refused as a whole, in words, before they are built. */
class RequestLimitsTest {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int MANY = 3_000_000;

    @Test
    void aBodyOfEmptyAttributesIsRefusedByItsTokens() throws Exception {
        byte[] bomb = ("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{}" + ",{}".repeat(MANY) + "]}}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] sent = Receiver.gzip(bomb);
        assertThat(sent.length).isLessThan(20_000);
        try (Receiver receiver = Receiver.open()) {
            HttpResponse<byte[]> answer =
                    receiver.post("/v1/traces", "application/json", sent, "Content-Encoding", "gzip");
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(text(answer)).contains("holds more than 1000000 JSON tokens", "send fewer spans at once");
            assertThat(receiver.letters()).singleElement().asString().contains("TOO_LARGE");
        }
    }

    @Test
    void aMessageOfEmptyResourcesIsRefusedByItsFields() throws Exception {
        byte[] bomb = ExportTraceServiceRequest.newBuilder()
                .addAllResourceSpans(Collections.nCopies(MANY, ResourceSpans.getDefaultInstance()))
                .build()
                .toByteArray();
        try (Receiver receiver = Receiver.open()) {
            assertRefused(receiver, bomb, "holds more than 1000000 fields");
        }
    }

    @Test
    void fieldsNobodyKnowsAreCountedToo() throws Exception {
        byte[] varints = new byte[2 * MANY]; // field 15, 1
        IntStream.range(0, varints.length).forEach(i -> varints[i] = (byte) (i % 2 == 0 ? 15 << 3 : 1));
        byte[] groups = new byte[2 * MANY]; // field 15 begins, and ends
        IntStream.range(0, groups.length).forEach(i -> groups[i] = (byte) (15 << 3 | (i % 2 == 0 ? 3 : 4)));
        try (Receiver receiver = Receiver.open()) {
            assertRefused(receiver, varints, "holds more than 1000000 fields");
            assertRefused(receiver, groups, "holds more than 1000000 fields");
        }
    }

    @Test
    void theLimitIsTheLastThatIsTaken() throws Exception {
        String json = "{\"resourceSpans\":[{},{}]}"; // the object 2, the name, the list 2, its members 4
        byte[] protobuf = ExportTraceServiceRequest.newBuilder()
                .addAllResourceSpans(Collections.nCopies(9, ResourceSpans.getDefaultInstance()))
                .build()
                .toByteArray();
        try (Receiver receiver = Receiver.open(Limits.of(9, 10, 10))) {
            assertThat(receiver.json("/v1/traces", json).statusCode()).isEqualTo(200);
            assertThat(receiver.post("/v1/traces", PROTOBUF, protobuf).statusCode())
                    .isEqualTo(200);
        }
        try (Receiver receiver = Receiver.open(Limits.of(8, 10, 10))) {
            assertThat(receiver.json("/v1/traces", json).statusCode()).isEqualTo(413);
            assertRefused(receiver, protobuf, "holds more than 8 fields");
        }
    }

    @Test
    void spansAreCountedWhateverTheyAreWrittenIn() throws Exception {
        List<Span> spans = Collections.nCopies(4, Span.getDefaultInstance());
        byte[] protobuf = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
                .build()
                .toByteArray();
        try (Receiver receiver = Receiver.open(Limits.of(1_000, 3, 10))) {
            assertThat(receiver.json("/v1/traces", Payloads.traces("{}", "{}", "{}"))
                            .statusCode())
                    .isEqualTo(200);
            for (String json :
                    new String[] {Payloads.traces("{}", "{}", "{}", "{}"), Payloads.traces("{\"events\":[{},{},{}]}")
                    }) {
                HttpResponse<byte[]> answer = receiver.json("/v1/traces", json);
                assertThat(answer.statusCode()).isEqualTo(413);
                assertThat(text(answer)).contains("more than 3 spans, events of spans and log records");
            }
            assertThat(receiver.json("/v1/logs", Payloads.logs("{}", "{}", "{}", "{}"))
                            .statusCode())
                    .isEqualTo(413);
            assertRefused(receiver, protobuf, "more than 3 spans, events of spans and log records");
        }
    }

    @Test
    void whatWouldNeverFitTheQueueIsRefusedRatherThanPutOff() throws Exception {
        String[] spans = IntStream.range(0, 6)
                .mapToObj(i -> Payloads.span(
                        "00f067aa0ba902b" + i,
                        "1111111111111111",
                        1,
                        2,
                        Payloads.text("gen_ai.operation.name", "execute_tool")))
                .toArray(String[]::new);
        try (Receiver receiver = Receiver.open(Limits.of(1_000, 100, 10))) {
            HttpResponse<byte[]> answer = receiver.json("/v1/traces", Payloads.traces(spans));
            assertThat(answer.statusCode()).as("a call and a result of each").isEqualTo(413);
            assertThat(text(answer)).contains("tells of more than 10 events");
            assertThat(receiver.events()).isEmpty();
        }
    }

    @Test
    void aTextThatIsMoreJsonThanAnyHistoryIsAText() {
        String small = "[{}" + ",{}".repeat(1_000) + "]";
        String large = "[{}" + ",{}".repeat(Json.TEXT_TOKENS) + "]";
        assertThat(Json.parsed(small).size()).isEqualTo(1_001);
        assertThat(Json.parsed(large).isMissingNode()).isTrue();
    }

    private static void assertRefused(Receiver receiver, byte[] body, String why) throws Exception {
        HttpResponse<byte[]> answer = receiver.post("/v1/traces", PROTOBUF, body);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(text(answer)).contains(why);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
