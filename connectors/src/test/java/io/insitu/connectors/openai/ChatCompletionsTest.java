package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.Conversation;
import io.insitu.connectors.serving.Generated;
import io.insitu.connectors.serving.SamplingOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatCompletionsTest extends OneEndpoint {
    private static final String ASK =
            "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"w1 w2 w3\"}],\"max_tokens\":9,\"seed\":5";

    private Generated alone(long seed) {
        try (Conversation conversation = endpoint.runtime.beginWith(AgentRuntime.BASE)) {
            return conversation.generate(new int[] {1, 2, 3}, new SamplingOptions(9, 1, seed, Set.of()));
        }
    }

    private static String words(List<Integer> tokens) {
        return tokens.stream().map(token -> "w" + token).collect(Collectors.joining(" "));
    }

    @Test
    void anAnswerHasTheWordsTheUsageAndTheReasonWhyItEnded() throws Exception {
        JsonNode answer = endpoint.chat(ASK + "}");

        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.path("model").asText()).isEqualTo("tiny");
        assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo(words(alone(5).tokens()));
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.path("usage"))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"prompt_tokens\":3,\"completion_tokens\":9,\"total_tokens\":12}"));
    }

    @Test
    void logProbabilitiesAndTokenIdsAreToldWhenAskedFor() throws Exception {
        JsonNode answer = endpoint.chat(ASK + ",\"logprobs\":true,\"top_logprobs\":3,\"return_token_ids\":true}");

        Generated expected = alone(5);
        JsonNode said = answer.at("/choices/0/logprobs/content");
        for (int t = 0; t < 9; t++) {
            assertThat(answer.at("/choices/0/token_ids/" + t).asInt())
                    .isEqualTo(expected.tokens().get(t));
            assertThat(said.at("/" + t + "/token").asText())
                    .isEqualTo("w" + expected.tokens().get(t));
            assertThat(said.at("/" + t + "/logprob").floatValue())
                    .isCloseTo(expected.logProbs().get(t), within(1e-4f));
            assertThat(said.at("/" + t + "/top_logprobs").size()).isEqualTo(3);
            assertThat(said.at("/" + t + "/top_logprobs/0/logprob").floatValue())
                    .isGreaterThanOrEqualTo(
                            said.at("/" + t + "/top_logprobs/1/logprob").floatValue());
        }
        assertThat(answer.path("prompt_token_ids").toString()).isEqualTo("[1,2,3]");
    }

    @Test
    void tokenIdsMayStandForMessages() throws Exception {
        String ids = "{\"model\":\"tiny\",\"prompt_token_ids\":[1,2,3],\"max_tokens\":9,\"seed\":5}";
        assertThat(endpoint.chat(ids).path("choices"))
                .isEqualTo(endpoint.chat(ASK + "}").path("choices"));
    }

    @Test
    void aStreamSaysTheSamePieceByPiece() throws Exception {
        HttpResponse<String> response = endpoint.post(
                "/v1/chat/completions", ASK + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=utf-8");
        List<String> events = List.of(response.body().split("\n\n"));
        assertThat(events).allMatch(event -> event.startsWith("data: ")).hasSize(1 + 9 + 1 + 1 + 1);
        assertThat(events.get(events.size() - 1)).isEqualTo("data: [DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events.subList(0, events.size() - 1)) {
            chunks.add(new ObjectMapper().readTree(event.substring(6)));
        }
        assertThat(chunks)
                .extracting(chunk -> chunk.path("id").asText())
                .containsOnly(chunks.get(0).path("id").asText());
        assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
                        .collect(Collectors.joining()))
                .isEqualTo(words(alone(5).tokens()));
        assertThat(chunks.get(10).at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(chunks.get(11).at("/usage/completion_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void aStopSequenceEndsTheTextBeforeIt() throws Exception {
        List<Integer> tokens = alone(5).tokens();
        String stop = "w" + tokens.get(3);
        String before = words(tokens).substring(0, words(tokens).indexOf(stop));
        JsonNode answer = endpoint.chat(ASK + ",\"stop\":\"" + stop + "\"}");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo(before);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void manyClientsAtOnceGetWhatEachWouldGetAlone() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(12);
        List<Future<JsonNode>> answers = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            String ask = ASK.replace("\"seed\":5", "\"seed\":" + i) + "}";
            answers.add(clients.submit(() -> endpoint.chat(ask)));
        }
        for (int i = 0; i < 48; i++) {
            assertThat(answers.get(i).get().at("/choices/0/message/content").asText())
                    .isEqualTo(words(alone(i).tokens()));
        }
        clients.shutdown();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "400 | | the request must be a JSON object",
                "400 | {\"model\":\"tiny\" | the request is not JSON",
                "400 | {} {} | the request is not JSON",
                "400 | [] | the request must be a JSON object",
                "400 | {\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"meow\"}]} | \"meow\" is not among",
                "400 | {\"model\":\"tiny\",\"prompt_token_ids\":[1],\"n\":2} | n is not implemented; only 1",
                "400 | {\"model\":\"tiny\",\"prompt_token_ids\":[1],\"tools\":[{}]} | tools is not implemented",
                "404 | {\"model\":\"big\",\"prompt_token_ids\":[1]} | the model \"big\" is not served",
            })
    void whatMakesNoSenseIsRefusedInOpenAisShape(int status, String body, String reason) throws Exception {
        HttpResponse<String> response = endpoint.post("/v1/chat/completions", body == null ? "" : body);

        JsonNode error = Endpoint.json(response).path("error");
        assertThat(error.path("message").asText()).contains(reason).doesNotContain("\n", "[Source");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void doorsThatAreNoneAreSaidToBeNone() throws Exception {
        HttpRequest stranger =
                HttpRequest.newBuilder(endpoint.uri("/v1/models")).build();
        HttpResponse<String> refused = endpoint.send(stranger);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Endpoint.json(refused).at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(endpoint.get("/v1/chat/completions").statusCode()).isEqualTo(405);
        assertThat(endpoint.get("/v1/engines").statusCode()).isEqualTo(404);
        String huge = ASK + ",\"user\":\"" + "x".repeat(100_000) + "\"}";
        assertThat(endpoint.post("/v1/chat/completions", huge).statusCode()).isEqualTo(413);
    }
}
