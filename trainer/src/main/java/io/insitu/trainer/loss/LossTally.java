package io.insitu.trainer.loss;

import org.jspecify.annotations.Nullable;

/**
 * What a loss saw while it was computed: sums over target tokens or pairs, in doubles. What a loss does not have (ratios without
 * an old policy, a divergence without a reference, margins without pairs) is null, so that nobody takes it for a measurement.
 */
public final class LossTally {
    /** Beyond this a difference of log-probabilities is cut off before it is exponentiated. */
    private static final double CAP = 20;

    private long parts;
    private long targets;
    private long clipped;
    private long skipped;
    private long top;
    private long measured;
    private long compared;
    private long capped;
    private long rated;
    private long pairs;
    private double loss;
    private double ratios;
    private double ratioMax;
    private double divergence;
    private double entropy;
    private double margins;

    /** A target token that is a part of the loss by itself. */
    void token(double value) {
        targets++;
        parts++;
        loss += value;
    }

    /** The same, for a loss that compares with the policy that sampled the token. */
    void token(double value, double ratio, boolean wasClipped) {
        token(value);
        rated++;
        ratios += ratio;
        ratioMax = Math.max(ratioMax, ratio);
        clipped += wasClipped ? 1 : 0;
    }

    /** A pair of sequences. */
    void pair(double value, double margin) {
        parts++;
        pairs++;
        loss += value;
        margins += margin;
    }

    /** A target token of a pair. */
    void target() {
        targets++;
    }

    /** A token's gradient was dropped. */
    void skipped() {
        skipped++;
    }

    /** What the model thought where a target was: how uncertain it was, and whether the target was its first choice. */
    public void seen(double uncertainty, boolean first) {
        measured++;
        entropy += uncertainty;
        top += first ? 1 : 0;
    }

    /** How a target's log-probability compares with that under the base model: e^d - d - 1, never negative. */
    public void compared(double referenceLogProb, double logProb) {
        double all = referenceLogProb - logProb;
        double d = Math.max(-CAP, Math.min(CAP, all));
        compared++;
        capped += Math.abs(all) <= CAP ? 0 : 1;
        divergence += StrictMath.expm1(d) - d;
    }

    /** Adds another shard's sums; shards are added in their order. */
    public void add(LossTally other) {
        parts += other.parts;
        targets += other.targets;
        clipped += other.clipped;
        skipped += other.skipped;
        top += other.top;
        measured += other.measured;
        compared += other.compared;
        capped += other.capped;
        rated += other.rated;
        pairs += other.pairs;
        loss += other.loss;
        ratios += other.ratios;
        ratioMax = Math.max(ratioMax, other.ratioMax);
        divergence += other.divergence;
        entropy += other.entropy;
        margins += other.margins;
    }

    public long targets() {
        return targets;
    }

    public double meanLoss() {
        return share(loss, parts);
    }

    /** Share of tokens whose loss was cut off. */
    public @Nullable Double clipShare() {
        return mean(clipped, rated);
    }

    /** Tokens whose gradient was dropped. */
    public long skippedTokens() {
        return skipped;
    }

    /** Mean of exp(logp - old logp). */
    public @Nullable Double ratioMean() {
        return mean(ratios, rated);
    }

    public @Nullable Double ratioMax() {
        return rated == 0 ? null : ratioMax;
    }

    /** Mean of the k3 estimates of the divergence from the base model. */
    public @Nullable Double divergence() {
        return mean(divergence, compared);
    }

    /** Tokens whose estimate is of a difference that was cut off: what the true one would be, it does not say. */
    public @Nullable Long cappedTokens() {
        return compared == 0 ? null : capped;
    }

    /** Mean entropy of the model's prediction where a target was, in nats. */
    public double entropy() {
        return share(entropy, measured);
    }

    /** Mean margin of pairs. */
    public @Nullable Double margin() {
        return mean(margins, pairs);
    }

    /** Share of targets that were the model's first choice. */
    public double topShare() {
        return share(top, measured);
    }

    private static @Nullable Double mean(double sum, long count) {
        return count == 0 ? null : sum / count;
    }

    private static double share(double sum, long count) {
        return count == 0 ? 0 : sum / count;
    }
}
