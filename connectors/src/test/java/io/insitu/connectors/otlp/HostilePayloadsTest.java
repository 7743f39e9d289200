package io.insitu.connectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that no honest client sends. None gets a 5xx, and what comes after is served as ever. */
class HostilePayloadsTest {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final byte[] GOOD = Payloads.protobuf(
            Payloads.TRACE,
            "00f067aa0ba902b7",
            "gen_ai.operation.name",
            "execute_tool",
            "gen_ai.tool.name",
            "find",
            "gen_ai.tool.call.result",
            "found it");

    private Receiver receiver;

    @BeforeEach
    void open() throws Exception {
        receiver = Receiver.open();
    }

    @AfterEach
    void close() throws Exception {
        assertThat(receiver.post("/v1/traces", PROTOBUF, GOOD).statusCode()).isEqualTo(200);
        receiver.close();
    }

    @Test
    void eachOf300DamagedRequestsIsAnsweredAndNoneBreaksAnything() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] body = GOOD.clone();
            boolean gzip = random.nextInt(3) == 0;
            if (random.nextBoolean()) {
                body = Arrays.copyOf(body, random.nextInt(body.length));
            } else {
                for (int i = 0; i < 3; i++) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt();
                }
            }
            byte[] sent = gzip ? Receiver.gzip(body) : body;
            if (gzip && random.nextBoolean()) {
                sent = Arrays.copyOf(sent, sent.length / 2);
            }
            HttpResponse<byte[]> answer = gzip
                    ? receiver.post("/v1/traces", PROTOBUF, sent, "Content-Encoding", "gzip")
                    : receiver.post("/v1/traces", PROTOBUF, sent);
            assertThat(answer.statusCode()).as("seed %s", seed).isIn(200, 400);
            if (answer.statusCode() == 400) {
                assertThat(receiver.letters()).as("seed %s", seed).isNotEmpty();
            }
        }
    }

    @Test
    void aTruncatedRequestIs400InTheEncodingOfTheClient() throws Exception {
        HttpResponse<byte[]> answer = receiver.post("/v1/traces", PROTOBUF, Arrays.copyOf(GOOD, GOOD.length - 3));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains(PROTOBUF);
        assertThat(answer.body()[0])
                .as("field 2 of google.rpc.Status, its message")
                .isEqualTo((byte) 0x12);
        assertThat(receiver.letters()).singleElement().asString().contains("TRUNCATED");
    }

    @Test
    void valuesWithinValuesWithoutEndAreRefused() throws Exception {
        String deep = "{\"arrayValue\":{\"values\":[".repeat(5_000) + "]}}".repeat(5_000);
        String span = Payloads.span(
                "00f067aa0ba902b7", "", 1, 2, "{\"key\":\"gen_ai.input.messages\",\"value\":" + deep + "}");
        assertThat(receiver.json("/v1/traces", Payloads.traces(span)).statusCode())
                .isEqualTo(400);
        assertThat(receiver.json("/v1/traces", "[".repeat(100_000)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void messagesThatAreNestedTooDeepAreWordsLikeAnyOther() throws Exception {
        String span = Payloads.span(
                "00f067aa0ba902b7",
                "",
                1,
                2,
                Payloads.text("gen_ai.operation.name", "chat"),
                Payloads.text("gen_ai.input.messages", "[".repeat(10_000)));
        assertThat(receiver.json("/v1/traces", Payloads.traces(span)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anEnormousTextIsCutAndSaysSoEnormousArgumentsAreRefused() throws Exception {
        String huge = "x".repeat(3_000_000);
        String chat = Payloads.span(
                "00f067aa0ba902b7",
                "",
                1,
                2,
                Payloads.text("gen_ai.operation.name", "chat"),
                Payloads.text("gen_ai.output.messages", huge));
        String tool = Payloads.span(
                "00f067aa0ba902b8",
                "",
                1,
                2,
                Payloads.text("gen_ai.operation.name", "execute_tool"),
                Payloads.text("gen_ai.tool.name", "find"),
                Payloads.text("gen_ai.tool.call.arguments", huge));
        HttpResponse<byte[]> answer = receiver.json("/v1/traces", Payloads.traces(chat, tool));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"rejectedSpans\":\"1\"", "find");
        assertThat(receiver.events()).anyMatch(event -> event.contains("[cut, was 3000000 characters]"));
        assertThat(receiver.letters()).singleElement().asString().contains("TOO_LARGE");
    }

    @Test
    void namesThatWouldReachIntoOtherKeysAreRefused() throws Exception {
        for (String name : new String[] {"a\\u001fb", "n".repeat(300)}) {
            String span = Payloads.span(
                    "00f067aa0ba902b7",
                    "",
                    1,
                    2,
                    Payloads.text("gen_ai.operation.name", "execute_tool"),
                    "{\"key\":\"gen_ai.tool.name\",\"value\":{\"stringValue\":\"" + name + "\"}}");
            assertThat(new String(
                            receiver.json("/v1/traces", Payloads.traces(span)).body(), StandardCharsets.UTF_8))
                    .contains("\"rejectedSpans\":\"1\"", "tool name");
        }
    }

    @Test
    void timesThatCannotBeAreRefused() throws Exception {
        String span =
                Payloads.span("00f067aa0ba902b7", "", 1, 2, Payloads.text("gen_ai.operation.name", "execute_tool"));
        for (String time : new String[] {"0", "-5", "9000000000000000000"}) {
            String wrong =
                    span.replaceFirst("\"startTimeUnixNano\":\"\\d+\"", "\"startTimeUnixNano\":\"" + time + "\"");
            assertThat(new String(
                            receiver.json("/v1/traces", Payloads.traces(wrong)).body(), StandardCharsets.UTF_8))
                    .contains("\"rejectedSpans\":\"1\"", "its time");
        }
        assertThat(receiver.json("/v1/traces", Payloads.traces(span.replaceFirst("\"\\d+\"", "\"soon\"")))
                        .statusCode())
                .isEqualTo(400);
    }
}
