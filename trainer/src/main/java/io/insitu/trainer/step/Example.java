package io.insitu.trainer.step;

/**
 * One sequence to learn from. Arrays are not copied and, but for the tokens, have one entry per token; entry t speaks of
 * token t as a target. The first token has no predecessor and is never a target.
 */
public final class Example {
    private final int[] tokens;
    private final float[] weights;
    private final float[] oldLogProbs;
    private final boolean correct;
    private final double successRate;

    private Example(int[] tokens, float[] weights, float[] oldLogProbs, boolean correct, double successRate) {
        if (tokens.length != weights.length || tokens.length != oldLogProbs.length) {
            throw new IllegalArgumentException("a sequence of " + tokens.length + " tokens has " + weights.length
                    + " weights and " + oldLogProbs.length + " log-probabilities");
        }
        this.tokens = tokens;
        this.weights = weights;
        this.oldLogProbs = oldLogProbs;
        this.correct = correct;
        this.successRate = successRate;
    }

    /** To be imitated where the weight is not 0. */
    public static Example imitate(int[] tokens, float[] weights) {
        return new Example(tokens, weights, new float[tokens.length], true, 0);
    }

    /**
     * To be judged against its group.
     *
     * @param oldLogProbs under the policy that sampled it
     * @param successRate share of correct attempts in the group
     */
    public static Example judged(
            int[] tokens, float[] weights, float[] oldLogProbs, boolean correct, double successRate) {
        return new Example(tokens, weights, oldLogProbs, correct, successRate);
    }

    public int length() {
        return tokens.length;
    }

    /** How many tokens are targets. */
    public int targets() {
        int count = 0;
        for (int t = 1; t < weights.length; t++) {
            count += weights[t] != 0 ? 1 : 0;
        }
        return count;
    }

    int token(int t) {
        return tokens[t];
    }

    float weight(int t) {
        return weights[t];
    }

    float oldLogProb(int t) {
        return oldLogProbs[t];
    }

    boolean correct() {
        return correct;
    }

    double successRate() {
        return successRate;
    }
}
