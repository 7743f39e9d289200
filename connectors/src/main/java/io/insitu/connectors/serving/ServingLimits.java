package io.insitu.connectors.serving;

/**
 * How much is served at once; what is beyond is refused, not delayed without end.
 *
 * @param concurrent requests whose tokens are computed together
 * @param queued requests that wait for their turn
 * @param answerTokens most tokens of one answer
 * @param cacheBytes memory for the keys and values of all of them
 * @param promptPiece tokens of a prompt read between two steps of the others
 */
public record ServingLimits(int concurrent, int queued, int answerTokens, long cacheBytes, int promptPiece) {
    public ServingLimits {
        if (concurrent < 1 || queued < 0 || answerTokens < 1 || cacheBytes < 1 || promptPiece < 1) {
            throw new IllegalArgumentException("serving.concurrent, serving.answerTokens, serving.cacheBytes and"
                    + " serving.promptPiece must be at least 1, serving.queued at least 0");
        }
    }

    public static ServingLimits defaults() {
        return new ServingLimits(16, 64, 4_096, 256L << 20, 256);
    }
}
