package io.insitu.trainer.step;

import io.insitu.trainer.loss.Target;
import java.util.Arrays;

/**
 * One sequence to learn from. Arrays are not copied and, but for the tokens, have one entry per token; entry t speaks of
 * token t as a target. The first token has no predecessor and is never a target.
 */
public final class Example {
    private static final float[] NONE = {};
    private static final boolean[] NEITHER = {};

    private final int[] tokens;
    private final float[] weights;
    private final float[] oldLogProbs;
    private final boolean correct;
    private final double successRate;
    private final double advantage;
    private final float[] credits;
    private final float[] reference;
    private final boolean[] held;
    private final boolean[] own;

    private Example(
            int[] tokens,
            float[] weights,
            float[] oldLogProbs,
            boolean correct,
            double successRate,
            double advantage,
            float[] credits,
            float[] reference,
            boolean[] held,
            boolean[] own) {
        if (tokens.length != weights.length || tokens.length != oldLogProbs.length) {
            throw new IllegalArgumentException("a sequence of " + tokens.length + " tokens has " + weights.length
                    + " weights and " + oldLogProbs.length + " log-probabilities");
        }
        this.tokens = tokens;
        this.weights = weights;
        this.oldLogProbs = oldLogProbs;
        this.correct = correct;
        this.successRate = successRate;
        this.advantage = advantage;
        this.credits = credits;
        this.reference = reference;
        this.held = held;
        this.own = own;
    }

    /** To be imitated where the weight is not 0. */
    public static Example imitate(int[] tokens, float[] weights) {
        return judged(tokens, weights, new float[tokens.length], true, 0);
    }

    /**
     * To be judged against its group.
     *
     * @param oldLogProbs under the policy that sampled it
     * @param successRate share of correct attempts in the group
     */
    public static Example judged(
            int[] tokens, float[] weights, float[] oldLogProbs, boolean correct, double successRate) {
        return new Example(tokens, weights, oldLogProbs, correct, successRate, 0, NONE, NONE, NEITHER, NEITHER);
    }

    /** How much better than its group this attempt was. */
    public Example withAdvantage(double value) {
        return new Example(tokens, weights, oldLogProbs, correct, successRate, value, NONE, reference, held, own);
    }

    /** How much better than its group each token was, in place of the whole attempt. */
    public Example withCredits(float[] values) {
        if (values.length != tokens.length) {
            throw new IllegalArgumentException(
                    "a sequence of " + tokens.length + " tokens has " + values.length + " credits");
        }
        return new Example(tokens, weights, oldLogProbs, correct, successRate, advantage, values, reference, held, own);
    }

    /** The log-probability of each token under the policy that sampled it. */
    public Example withOld(float[] logProbs) {
        return new Example(tokens, weights, logProbs, correct, successRate, advantage, credits, reference, held, own);
    }

    /** The log-probability of each token under the base model. */
    public Example withReference(float[] logProbs) {
        return new Example(tokens, weights, oldLogProbs, correct, successRate, advantage, credits, logProbs, held, own);
    }

    /** Every token's weight times a factor. */
    public Example weighing(double factor) {
        float[] scaled = new float[weights.length];
        for (int t = 0; t < scaled.length; t++) {
            scaled[t] = (float) (weights[t] * factor);
        }
        return new Example(tokens, scaled, oldLogProbs, correct, successRate, advantage, credits, reference, held, own);
    }

    /** Where true, a token counts as a target and yet pulls nowhere. */
    public Example holding(boolean[] tokensHeld) {
        return new Example(
                tokens, weights, oldLogProbs, correct, successRate, advantage, credits, reference, tokensHeld, own);
    }

    /** Where true, a token is said to have been drawn by the policy that training starts from. */
    public Example drawnByOwn(boolean[] tokensOwn) {
        if (tokensOwn.length != tokens.length) {
            throw new IllegalArgumentException(
                    "a sequence of " + tokens.length + " tokens says of " + tokensOwn.length + " who drew them");
        }
        return new Example(
                tokens, weights, oldLogProbs, correct, successRate, advantage, credits, reference, held, tokensOwn);
    }

    public int length() {
        return tokens.length;
    }

    /** How many tokens are targets. */
    public int targets() {
        int count = 0;
        for (int t = 1; t < weights.length; t++) {
            count += isTarget(t) ? 1 : 0;
        }
        return count;
    }

    public boolean isTarget(int t) {
        return t > 0 && weights[t] != 0;
    }

    /** Whether it counts as a target and yet pulls nowhere. */
    public boolean isHeld(int t) {
        return held.length != 0 && held[t];
    }

    /** Whether it is a target that is said to have been drawn by the policy that training starts from. */
    public boolean isOwn(int t) {
        return own.length != 0 && own[t] && isTarget(t);
    }

    /** Whether any target is. */
    public boolean hasOwn() {
        for (int t = 1; t < own.length; t++) {
            if (isOwn(t)) {
                return true;
            }
        }
        return false;
    }

    Target target(int t) {
        return new Target(
                weights[t],
                oldLogProbs[t],
                correct,
                successRate,
                advantage(t),
                reference.length == 0 ? Float.NaN : reference[t],
                isHeld(t));
    }

    /** Values of targets, in order, spread over all tokens. */
    float[] spread(float[] ofTargets) {
        float[] values = new float[tokens.length];
        int next = 0;
        for (int t = 1; t < values.length; t++) {
            if (isTarget(t)) {
                values[t] = ofTargets[next++];
            }
        }
        return values;
    }

    public int[] tokens() {
        return Arrays.copyOf(tokens, tokens.length);
    }

    int token(int t) {
        return tokens[t];
    }

    public float weight(int t) {
        return weights[t];
    }

    /** The log-probability of a token under the policy that sampled it. */
    public float oldLogProb(int t) {
        return oldLogProbs[t];
    }

    boolean correct() {
        return correct;
    }

    /** How much better than its group a token was. */
    public double advantage(int t) {
        return credits.length == 0 ? advantage : credits[t];
    }

    public double advantage() {
        return advantage;
    }
}
