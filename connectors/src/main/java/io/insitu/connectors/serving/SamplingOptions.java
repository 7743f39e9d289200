package io.insitu.connectors.serving;

import java.util.Set;

/**
 * How the next tokens are drawn.
 *
 * @param maxTokens most tokens of this call
 * @param temperature 0 takes the likeliest token
 * @param seed the same seed draws the same tokens
 * @param stopTokens generation ends after one of these, which is part of the answer
 * @param topK draw only from this many likeliest tokens; 0: from all
 * @param topP draw only from the fewest likeliest tokens whose probabilities add up to this; 1: from all
 */
public record SamplingOptions(
        int maxTokens, double temperature, long seed, Set<Integer> stopTokens, int topK, double topP) {
    public SamplingOptions {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be at least 0, was " + temperature);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK must be at least 0, was " + topK);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1, was " + topP);
        }
        stopTokens = Set.copyOf(stopTokens);
    }

    /** Draws from the whole vocabulary. */
    public SamplingOptions(int maxTokens, double temperature, long seed, Set<Integer> stopTokens) {
        this(maxTokens, temperature, seed, stopTokens, 0, 1);
    }
}
