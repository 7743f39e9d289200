package io.insitu.processors.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.Generation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationRulesTest {
    @Test
    void whatASamplerWritesIsAccepted() {
        assertThat(violation(List.of(0, 5), List.of(7, 9), List.of(-0.5f, 0f))).isNull();
        assertThat(violation(List.of(), List.of(7), List.of())).isNull();
        assertThat(violation(List.of(), List.of(7), List.of(1e-6f)))
                .as("rounded")
                .isNull();
    }

    @Test
    void noTokenIsNegative() {
        assertThat(violation(List.of(1), List.of(7, -5), List.of()))
                .isEqualTo("tokens must be at least 0, was -5 at 1");
        assertThat(violation(List.of(-1), List.of(7), List.of()))
                .isEqualTo("promptTokens must be at least 0, was -1 at 0");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0.5f})
    void aLogProbIsTheLogarithmOfAProbability(float logProb) {
        assertThat(violation(List.of(), List.of(7, 9), List.of(-1f, logProb)))
                .isEqualTo("logProbs must be finite and at most 0, was " + logProb + " at 1");
    }

    @Test
    void thereIsALogProbForEachTokenOrNone() {
        assertThat(violation(List.of(), List.of(7, 9), List.of(-1f))).isEqualTo("1 logProbs for 2 tokens");
    }

    private static String violation(List<Integer> prompt, List<Integer> tokens, List<Float> logProbs) {
        return GenerationRules.violation(Generation.newBuilder()
                .setText("")
                .setPromptTokens(prompt)
                .setTokens(tokens)
                .setLogProbs(logProbs)
                .build());
    }
}
