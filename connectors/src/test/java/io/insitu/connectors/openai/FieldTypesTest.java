package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A field that is not what it must be: the refusal names it and says what it is. */
class FieldTypesTest extends OneEndpoint {
    private static final String CHAT = "/v1/chat/completions";
    private static final Set<String> TRIED = new HashSet<>();

    @AfterAll
    void everyFieldWasTried() {
        assertThat(TRIED).as("every field that is computed is tried").containsAll(NeutralFields.COMPUTED);
    }

    /** Each line: the field, what else the request holds, and the refusal. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model | 5 | model must be a string, was the number 5",
                "model | null | model must be a string, was null",
                "model | [\"tiny\"] | model must be a string, was a list",
                "model | \" \" | model must be a string that says something, was the string \" \"",
                "prompt_token_ids | 7 | prompt_token_ids must be a list of token ids, was the number 7",
                "prompt_token_ids | {\"a\":1} | prompt_token_ids must be a list of token ids, was an object",
                "prompt_token_ids | [1,\"x\"] | prompt_token_ids[1] must be a token id, was the string \"x\"",
                "prompt_token_ids | [1.5] | prompt_token_ids[0] must be a token id, was the number 1.5",
                "prompt_token_ids | [] | prompt_token_ids must hold at least one token, was an empty list",
                "prompt_token_ids | [1,2,99] | prompt_token_ids[2] is 99, outside the vocabulary of 50: 0 to 49",
                "prompt_token_ids | [1,-2] | prompt_token_ids[1] is -2, outside the vocabulary of 50: 0 to 49",
                "messages | \"hello\" | messages must be a list with at least one message, was the string \"hello\"",
                "messages | [] | messages must be a list with at least one message, was an empty list",
                "messages | {} | messages must be a list with at least one message, was an object",
                "messages | [\"hello\"] | messages[0] must be an object with role and content, was the string \"hello\"",
                "messages | [{\"content\":\"w1\"}] | messages[0].role must be system, developer, user, assistant or tool and is missing",
                "messages | [{\"role\":3}] | messages[0].role must be system, developer, user, assistant or tool, was the number 3",
                "messages | [{\"role\":\"cat\"}] | messages[0].role must be system, developer, user, assistant or tool, was the string \"cat\"",
                "messages | [{\"role\":\"user\",\"content\":7}] | messages[0].content must be a string or a list of parts of type text, was the number 7",
                "messages | [{\"role\":\"user\"}] | messages[0].content must be a string or a list of parts of type text and is missing",
                "messages | [{\"role\":\"user\",\"content\":\"w1\"},{\"role\":\"user\",\"content\":null}] | messages[1].content must be a string or a list of parts of type text, was null",
                "messages | [{\"role\":\"user\",\"content\":[\"w1\"]}] | messages[0].content[0] must be an object with type and text, was the string \"w1\"",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}] | messages[0].content[0].type must be \"text\", nothing else is implemented, was the string \"image_url\"",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":5}]}] | messages[0].content[0].text must be a string, was the number 5",
                "messages | [{\"role\":\"user\",\"content\":\"w1\",\"prefix\":true}] | messages[0].prefix is not implemented; write what it says into the content",
                "stream | \"yes\" | stream must be true or false, was the string \"yes\"",
                "stream | 1 | stream must be true or false, was the number 1",
                "temperature | \"0.5\" | temperature must be a number from 0 to 2, was the string \"0.5\"",
                "temperature | 2.5 | temperature must be a number from 0 to 2, was the number 2.5",
                "temperature | -1 | temperature must be a number from 0 to 2, was the number -1",
                "top_p | 0 | top_p must be a number above 0 and at most 1, was the number 0",
                "top_p | true | top_p must be a number above 0 and at most 1, was true",
                "top_k | 1.5 | top_k must be an integer from -1 to 2147483647, was the number 1.5",
                "seed | \"5\" | seed must be an integer from -9223372036854775808 to 9223372036854775807, was the string \"5\"",
                "max_tokens | 1.5 | max_tokens must be an integer from 1 to 2147483647, was the number 1.5",
                "max_tokens | 0 | max_tokens must be an integer from 1 to 2147483647, was the number 0",
                "max_completion_tokens | \"9\" | max_completion_tokens must be an integer from 1 to 2147483647, was the string \"9\"",
                "stop | {\"a\":\"b\"} | stop must be a string or a list of strings, was an object",
                "stop | 5 | stop must be a string or a list of strings, was the number 5",
                "stop | [\"a\",5] | stop[1] must be a string of at least one character, was the number 5",
                "stop | \"\" | stop must be a string of at least one character, was the string \"\"",
                "stop | [\"a\",\"b\",\"c\",\"d\",\"e\"] | stop may have 4 sequences, had 5",
                "logprobs | 5 | logprobs must be true or false, was the number 5",
                "top_logprobs | 2 | top_logprobs needs logprobs to be true; set that, or drop this",
                "top_logprobs | 21 | top_logprobs must be an integer from 0 to 20, was the number 21",
                "top_logprobs | -1 | top_logprobs must be an integer from 0 to 20, was the number -1",
                "return_token_ids | \"true\" | return_token_ids must be true or false, was the string \"true\"",
                "stream_options | {\"include_usage\":true} | stream_options is only for a stream; set stream to true, or drop it",
                "stream_options | \"usage\" | stream_options must be an object, was the string \"usage\"",
            })
    void theRefusalSaysWhatItIs(String field, String value, String message) throws Exception {
        TRIED.add(field);
        String rest = field.equals("model") ? "" : "\"model\":\"tiny\",";
        rest += field.equals("messages") || field.equals("prompt_token_ids") ? "" : "\"prompt_token_ids\":[1],";
        refused("{" + rest + "\"" + field + "\":" + value + "}", field, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model | {\"prompt_token_ids\":[1]} | model must be a string and is missing",
                "messages | {\"model\":\"tiny\"} | messages is missing; prompt_token_ids may be there instead",
                "prompt_token_ids | {\"model\":\"tiny\",\"prompt_token_ids\":[1],\"messages\":[]} | messages and prompt_token_ids are both there, and only one can be the prompt; drop prompt_token_ids to send words, or messages to send tokens",
                "max_tokens | {\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":2,\"max_completion_tokens\":3} | max_tokens is 2 and max_completion_tokens is 3, and they mean the same; drop max_tokens",
                "stream_options | {\"model\":\"tiny\",\"prompt_token_ids\":[1],\"stream\":true,\"stream_options\":{\"include_usage\":\"x\"}} | stream_options.include_usage must be true or false, was the string \"x\"",
                "stream_options | {\"model\":\"tiny\",\"prompt_token_ids\":[1],\"stream\":true,\"stream_options\":{\"continuous_usage_stats\":true}} | stream_options.continuous_usage_stats is not implemented",
                "messages | {\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]} | messages must hold at least one token",
                "model | {\"model\":\"a\\nb\",\"prompt_token_ids\":[1]} | the model \"a\\nb\" is not served; GET /v1/models lists those that are",
            })
    void soDoesOneOfSeveralFields(String param, String body, String message) throws Exception {
        refused(body, param, message);
    }

    @Test
    void aPromptThatLeavesNoRoomNamesItsField() throws Exception {
        String long64 = "{\"model\":\"tiny\",\"prompt_token_ids\":[1" + ",1".repeat(63) + "]}";
        refused(
                long64,
                "prompt_token_ids",
                "this model's maximum context length is 64 tokens: a prompt of 64 leaves no room for an answer;"
                        + " shorten prompt_token_ids");
    }

    @Test
    void anAnswerThatDoesNotFitBesideThePromptIsRefusedAndOneThatNobodyBoundedFillsWhatIsLeft() throws Exception {
        String ask = "{\"model\":\"tiny\",\"prompt_token_ids\":[1,2]";
        String reason = "this model's maximum context length is 64 tokens: a prompt of 2 and max_tokens of 63 are 65;"
                + " ask for at most 62, or shorten prompt_token_ids";
        refused(ask + ",\"max_tokens\":63}", "max_tokens", reason);
        refused(ask + ",\"max_completion_tokens\":63}", "max_tokens", reason);
        HttpResponse<String> beyond = endpoint.post(CHAT, ask + ",\"max_tokens\":2147483647}");
        assertThat(Endpoint.json(beyond).at("/error/code").asText()).isEqualTo("context_length_exceeded");
        for (String most : new String[] {"", ",\"max_tokens\":62"}) {
            JsonNode answer = endpoint.chat(ask + most + "}");
            assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(64);
            assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        }
    }

    @Test
    void theSameNumberTwiceIsNoContradiction() throws Exception {
        assertThat(endpoint.chat("{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":2,"
                                + "\"max_completion_tokens\":2,\"top_logprobs\":0}")
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(2);
    }

    /** Nothing of the library that reads the JSON, whose words are for programmers, is in a refusal. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"tiny\",",
                "{\"model\":\"tiny\",\"messages\":[{\"role\"",
                "{\"temperature\":NaN}",
                "{\"seed\":+1}",
                "{'model':1}",
                "[1,",
                "{\"model\":\"ti",
                "{\"a\":01}",
                "{\"top_k\":1,\"top_k\":2}",
            })
    void whatIsNoJsonIsSaidInOneLineWithItsPlace(String body) throws Exception {
        HttpResponse<String> response = endpoint.post(CHAT, body);
        String message = Endpoint.json(response).at("/error/message").asText();
        assertThat(response.statusCode()).isEqualTo(400);
        Matcher place = Pattern.compile("line 1, column \\d+$").matcher(message);
        assertThat(place.find()).as(message).isTrue();
        assertThat(message)
                .startsWith("the request is not JSON: ")
                .doesNotContain("Source", "REDACTED", "Feature", "Constraints", "`", "\n");
    }

    private void refused(String body, String param, String message) throws Exception {
        HttpResponse<String> response = endpoint.post(CHAT, body);
        JsonNode error = Endpoint.json(response).path("error");
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(response.statusCode())
                .isEqualTo(param.equals("model") && message.contains("not served") ? 404 : 400);
    }
}
