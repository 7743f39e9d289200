package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How long an answer may become. */
class AnswerLengthTest {
    /** 16 at once in the memory of 16 times 364 positions, as a model of 135M numbers has it by default. */
    private static final AnswerLength LENGTH = new AnswerLength(8_192, 4_096, 364, 256);

    private static int of(AnswerLength length, int prompt, String more) throws ApiError {
        byte[] body = ("{\"model\":\"m\",\"prompt_token_ids\":[1]" + more + "}").getBytes(StandardCharsets.UTF_8);
        return length.of(ChatRequest.of(Body.of(body)), prompt);
    }

    @Test
    void whatWasAskedForIsGivenUpToTheServersOwnLimit() throws Exception {
        assertThat(of(LENGTH, 100, ",\"max_tokens\":3000")).isEqualTo(3_000);
        assertThat(of(LENGTH, 100, ",\"max_tokens\":5000")).isEqualTo(4_096);
    }

    @Test
    void whatNobodyAskedForKeepsNobodyElseWaiting() throws Exception {
        assertThat(of(LENGTH, 50, "")).as("its share of the memory").isEqualTo(314);
        assertThat(of(LENGTH, 300, "")).as("no less than this").isEqualTo(256);
        assertThat(of(LENGTH, 8_100, "")).as("what is left").isEqualTo(92);
        assertThat(of(new AnswerLength(8_192, 4_096, 8_192, 256), 50, "")).isEqualTo(4_096);
    }
}
