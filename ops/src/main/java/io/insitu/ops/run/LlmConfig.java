package io.insitu.ops.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.llm.Budget;
import io.insitu.connectors.llm.ChatConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers, and what may be spent on it.
 *
 * @param keyVariable name of the environment's variable that holds the key; a key never stands in a file
 * @param requests most requests for a log, those that failed and those of earlier processes included
 * @param tokens most tokens of questions and answers, likewise
 * @param patienceMs for one attempt
 * @param attempts at one question
 * @param answerTokens most tokens of one answer
 */
record LlmConfig(
        String base,
        String model,
        String keyVariable,
        long requests,
        long tokens,
        long patienceMs,
        int attempts,
        int answerTokens) {
    private static final int ANSWER_BYTES = 1 << 20;
    private static final Set<String> KEYS =
            Set.of("base", "model", "keyVariable", "requests", "tokens", "patienceMs", "attempts", "answerTokens");

    LlmConfig {
        if (base.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("llm.base and llm.model must be given");
        }
        if (requests < 1 || tokens < 1 || patienceMs < 1 || attempts < 1 || attempts > 10 || answerTokens < 1) {
            throw new IllegalArgumentException("llm.requests, llm.tokens, llm.patienceMs, llm.attempts (at most 10) and"
                    + " llm.answerTokens must be positive");
        }
    }

    static LlmConfig of(JsonNode json) {
        RunConfig.known(json, "llm", KEYS);
        return new LlmConfig(
                json.path("base").asText(""),
                json.path("model").asText(""),
                json.path("keyVariable").asText("INSITU_LLM_KEY"),
                number(json, "requests", 1_000),
                number(json, "tokens", 2_000_000),
                number(json, "patienceMs", 60_000),
                (int) number(json, "attempts", 3),
                (int) number(json, "answerTokens", 512));
    }

    private static long number(JsonNode json, String key, long otherwise) {
        JsonNode value = json.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() && !key.equals("tokens")) {
            throw new IllegalArgumentException("llm." + key + " must be a whole number");
        }
        return value.longValue();
    }

    /**
     * @param environment for the key; null where a variable is not set, and then none is sent
     */
    ChatConfig chat(UnaryOperator<@Nullable String> environment) {
        String key = environment.apply(keyVariable);
        return new ChatConfig(
                URI.create(base),
                model,
                key == null || key.isBlank() ? null : key.strip(),
                Duration.ofMillis(patienceMs),
                attempts,
                ANSWER_BYTES);
    }

    Budget budget() {
        return new Budget(requests, tokens);
    }

    /** After which a question has an answer or none: every attempt, and the pauses between them. */
    Duration longest() {
        return Duration.ofMillis(attempts * (patienceMs + 15_000));
    }
}
