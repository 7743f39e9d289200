package io.insitu.connectors.desk;

/**
 * One answer of a policy: its tokens (the stop token included when it was drawn), their natural log-probabilities at temperature
 * 1, the adapter that made it (empty: base alone) and how long the caller waited.
 */
@SuppressWarnings("ArrayRecordComponent") // made and read once per call, never compared
public record Generated(int[] tokens, float[] logProbs, String adapterId, double latencyMs) {
    public Generated {
        if (tokens.length != logProbs.length) {
            throw new IllegalArgumentException(
                    tokens.length + " tokens but " + logProbs.length + " log-probabilities in one generation");
        }
    }
}
