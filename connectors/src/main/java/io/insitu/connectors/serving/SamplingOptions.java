package io.insitu.connectors.serving;

import java.util.Set;

/**
 * How the next tokens are drawn.
 *
 * @param maxTokens most tokens of this call
 * @param temperature 0 takes the likeliest token
 * @param seed the same seed draws the same tokens
 * @param stopTokens generation ends after one of these, which is part of the answer
 */
public record SamplingOptions(int maxTokens, double temperature, long seed, Set<Integer> stopTokens) {
    public SamplingOptions {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be at least 0, was " + temperature);
        }
        stopTokens = Set.copyOf(stopTokens);
    }
}
