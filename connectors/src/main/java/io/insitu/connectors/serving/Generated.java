package io.insitu.connectors.serving;

import java.util.List;

/**
 * What one call answered.
 *
 * @param tokens the new tokens, a stop token included
 * @param logProbs natural logarithm of each token's probability at temperature 1, whatever temperature drew it
 * @param adapterId digest of the adapter that made them; empty: the base alone
 * @param latencyMs the whole call, in milliseconds
 * @param finish why it ended
 */
public record Generated(List<Integer> tokens, List<Float> logProbs, String adapterId, double latencyMs, Finish finish) {
    /** Why an answer ended. */
    public enum Finish {
        STOP_TOKEN,
        MAX_TOKENS,
        CONTEXT_FULL,
        CANCELLED
    }

    public Generated {
        tokens = List.copyOf(tokens);
        logProbs = List.copyOf(logProbs);
    }
}
