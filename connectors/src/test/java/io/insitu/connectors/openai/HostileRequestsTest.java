package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is a refusal of one line, and the next request is answered. */
class HostileRequestsTest extends OneEndpoint {
    private static final String CHAT = "/v1/chat/completions";

    @AfterEach
    void othersAreAnswered() throws Exception {
        assertThat(endpoint.chat("{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":2}")
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(2);
        assertThat(endpoint.runtime.failedCalls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"temperature\":1e999}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"temperature\":NaN}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"seed\":99999999999999999999999}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":99999999999}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"top_p\":0}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"logprobs\":true,\"top_logprobs\":21}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[-1]}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1.5]}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[99999999999]}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":{\"a\":1}}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":7}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"messages\":[]}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"stop\":[\"\"]}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}",
                "{\"model\":{},\"prompt_token_ids\":[1]}",
                "{\"model\":\"tiny\",\"messages\":[null]}",
                "{\"model\":\"tiny\",\"messages\":{\"role\":\"user\",\"content\":\"w1\"}}",
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}",
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":null}]}",
                "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"response_format\":{\"type\":\"json_object\"}}",
                "{\"model\":\"tiny\",\"model\":\"tiny\",\"prompt_token_ids\":[1]",
            })
    void oddValuesAreRefused(String body) throws Exception {
        refused(endpoint.post(CHAT, body), 400);
    }

    /** To ignore one of these would change the answer unseen. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "repetition_penalty | 1.1",
                "min_p | 0.05",
                "min_tokens | 3",
                "best_of | 2",
                "n | 2",
                "presence_penalty | 0.5",
                "frequency_penalty | -1",
                "length_penalty | 0.8",
                "use_beam_search | true",
                "stop_token_ids | [7]",
                "ignore_eos | true",
                "include_stop_str_in_output | true",
                "skip_special_tokens | false",
                "allowed_token_ids | [1,2]",
                "bad_words | [\"w1\"]",
                "logit_bias | {\"1\":5}",
                "truncate_prompt_tokens | 1",
                "prompt_logprobs | 1",
                "echo | true",
                "continue_final_message | true",
                "add_generation_prompt | false",
                "chat_template | \"{{x}}\"",
                "guided_regex | \"w.*\"",
                "structured_outputs | {\"regex\":\"w.*\"}",
                "response_format | {\"type\":\"json_object\"}",
                "tools | [{\"type\":\"function\"}]",
                "tool_choice | \"required\"",
                "reasoning_effort | \"high\"",
                "modalities | [\"text\",\"audio\"]",
                "temperatur | 0"
            })
    void whatWouldChangeTheAnswerIsRefusedByItsName(String field, String value) throws Exception {
        HttpResponse<String> response =
                endpoint.post(CHAT, "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"" + field + "\":" + value + "}");
        refused(response, 400);
        assertThat(Endpoint.json(response).at("/error/param").asText()).isEqualTo(field);
        assertThat(Endpoint.json(response).at("/error/message").asText()).contains(field);
    }

    @Test
    void whatAsksForNothingElseIsAnswered() throws Exception {
        assertThat(endpoint.chat("{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":2,\"n\":1,"
                                + "\"repetition_penalty\":1.0,\"min_p\":0,\"min_tokens\":0,\"best_of\":1,\"user\":\"u\","
                                + "\"presence_penalty\":0.0,\"logit_bias\":{},\"tools\":[],\"tool_choice\":\"none\","
                                + "\"response_format\":{\"type\":\"text\"},\"stop_token_ids\":[],\"echo\":false,"
                                + "\"skip_special_tokens\":true,\"add_generation_prompt\":true,\"chat_template\":null,"
                                + "\"metadata\":{\"a\":\"b\"},\"store\":true,\"modalities\":[\"text\"]}")
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void whatCanBeTrainedCanBeServed() throws Exception {
        String chat = "{\"model\":\"tiny\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"w1\"},"
                + "{\"role\":\"assistant\",\"content\":\"w2\"%s},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"w3 w4\"}]}";
        assertThat(endpoint.chat(chat.formatted("")).at("/usage/prompt_tokens").asInt())
                .isEqualTo(4);
        refused(endpoint.post(CHAT, chat.formatted(",\"tool_calls\":[{\"id\":\"c\"}]")), 400);
    }

    @Test
    void aPromptThatLeavesNoRoomIsRefused() throws Exception {
        refused(endpoint.post(CHAT, "{\"model\":\"tiny\",\"prompt_token_ids\":[1" + ",1".repeat(63) + "]}"), 400);
    }

    @Test
    void nestingWithoutEndIsRefused() throws Exception {
        refused(endpoint.post(CHAT, "{\"a\":".repeat(9_000)), 400);
        refused(endpoint.post(CHAT, "[".repeat(90_000)), 400);
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            HttpRequest request = endpoint.request(CHAT)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build();
            assertThat(endpoint.send(request).statusCode()).as("seed " + seed).isEqualTo(400);
        }
        byte[] wide = {0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 1};
        refused(
                endpoint.send(endpoint.request(CHAT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(wide))
                        .build()),
                400);
    }

    @Test
    void whatIsTooLargeIsNotReadToItsEnd() throws Exception {
        String body = "{\"model\":\"" + "x".repeat(200_000) + "\"}";
        refused(endpoint.post(CHAT, body), 413);
        assertThat(raw(
                        "POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Endpoint.TOKEN
                                + "\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "2000\r\n" + "x".repeat(0x2000) + "\r\n",
                        30))
                .startsWith("HTTP/1.1 413 ")
                .contains("larger than 100000 bytes");
    }

    @Test
    void whatIsNotSentAsJsonIsRefusedForThat() throws Exception {
        String form = "model=tiny";
        HttpResponse<String> response = sent("Content-Type", "application/x-www-form-urlencoded", form);
        refused(response, 415);
        assertThat(Endpoint.json(response).at("/error/message").asText())
                .startsWith("Content-Type is \"application/x-www-form-urlencoded\", this path reads application/json;");
        refused(sent("Content-Type", "application/json; charset=utf-8", form), 400);
        refused(sent("Content-Encoding", "gzip", form), 415);
        String chat = "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":2}";
        assertThat(sent("Content-Type", "text/plain", chat).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> sent(String header, String value, String body) throws Exception {
        return endpoint.send(endpoint.request(CHAT)
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void whatTheServerRefusesByItselfHasTheSameShape() throws Exception {
        String close =
                " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + Endpoint.TOKEN + "\r\n\r\n";
        for (String path : new String[] {"/v1/models/%2e%2e/x", "/v1/models/%zz", "/v1/models/%00"}) {
            assertThat(raw("GET " + path + close, "", 0))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Type: application/json", "{\"error\":{\"message\":\"not HTTP as it is read here")
                    .doesNotContain("<html>");
        }
    }

    @Test
    void withoutTheTokenNothingIsRead() throws Exception {
        for (String header : new String[] {"", "Authorization: Bearer \r\n", "Authorization: Basic eDp4\r\n"}) {
            assertThat(raw("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\n" + header + "Content-Length: 9\r\n\r\n", "", 0))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("invalid_api_key")
                    .doesNotContain(Endpoint.TOKEN);
        }
    }

    @Test
    void whatIsNoHttpGetsNoStackTrace() throws Exception {
        for (String line : new String[] {"\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"}) {
            assertThat(raw(line, "", 0)).doesNotContain("at org.eclipse", "Exception", "<html>");
        }
        String headers = "X-A: " + "a".repeat(70_000) + "\r\n\r\n";
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: x\r\n" + headers, "", 0))
                .startsWith("HTTP/1.1 431 ")
                .doesNotContain("at org.eclipse");
    }

    /** A head, a body piece so many times, and all that comes back. */
    private String raw(String head, String piece, int times) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", endpoint.uri("/").getPort()));
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                for (int i = 0; i < times; i++) {
                    socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
                }
                socket.shutdownOutput();
            } catch (IOException e) { // it has hung up already: what it said is there to read
                return all(socket.getInputStream());
            }
            return all(socket.getInputStream());
        }
    }

    private static String all(InputStream in) {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[4_096];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return all.toString(); // reset after the answer
        }
        return all.toString();
    }

    private static void refused(HttpResponse<String> response, int status) throws Exception {
        JsonNode error = Endpoint.json(response).path("error");
        assertThat(error.path("message").asText()).isNotBlank().hasLineCount(1);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(response.statusCode()).isEqualTo(status);
    }
}
