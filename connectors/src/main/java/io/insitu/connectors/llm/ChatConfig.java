package io.insitu.connectors.llm;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which model, and how far to go for its answer.
 *
 * @param base up to and with {@code /v1}
 * @param key the bearer token; null: none. Never part of a message
 * @param patience for one attempt, from the connection to the last byte
 * @param attempts at most, the first one included
 * @param answerBytes most bytes of a response
 */
public record ChatConfig(
        URI base, String model, @Nullable String key, Duration patience, int attempts, int answerBytes) {
    public ChatConfig {
        String scheme = base.getScheme();
        if (base.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("llm.base must be an http or https address, was " + base);
        }
        if (base.getUserInfo() != null) {
            throw new IllegalArgumentException("llm.base must not hold a password; give it as the key");
        }
        if (model.isBlank() || patience.isNegative() || patience.isZero() || attempts < 1 || answerBytes < 1) {
            throw new IllegalArgumentException(
                    "llm.model, llm.patience, llm.attempts and llm.answerBytes must be given and positive");
        }
    }

    public static ChatConfig of(URI base, String model, @Nullable String key) {
        return new ChatConfig(base, model, key, Duration.ofSeconds(60), 3, 1 << 20);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return model + " at " + base;
    }
}
