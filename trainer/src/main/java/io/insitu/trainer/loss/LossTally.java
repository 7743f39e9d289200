package io.insitu.trainer.loss;

/** What a loss saw while it was computed: sums over target tokens or pairs, in doubles. */
public final class LossTally {
    private long parts;
    private long targets;
    private long clipped;
    private long skipped;
    private long top;
    private long measured;
    private long compared;
    private double loss;
    private double ratios;
    private double ratioMax;
    private double divergence;
    private double entropy;
    private double margins;

    /** A target token that is a part of the loss by itself. */
    void token(double value, double ratio, boolean wasClipped) {
        targets++;
        parts++;
        loss += value;
        ratios += ratio;
        ratioMax = Math.max(ratioMax, ratio);
        clipped += wasClipped ? 1 : 0;
    }

    /** A pair of sequences. */
    void pair(double value, double margin) {
        parts++;
        loss += value;
        margins += margin;
    }

    /** A target token of a pair. */
    void target() {
        targets++;
        ratios++;
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
        double d = Math.max(-20, Math.min(20, referenceLogProb - logProb));
        compared++;
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
    public double clipShare() {
        return share(clipped, targets);
    }

    /** Tokens whose gradient was dropped. */
    public long skippedTokens() {
        return skipped;
    }

    /** Mean of exp(logp - old logp); 1 for losses without an old policy. */
    public double ratioMean() {
        return targets == 0 ? 1 : ratios / targets;
    }

    public double ratioMax() {
        return ratioMax;
    }

    /** Mean of the k3 estimates of the divergence from the base model; 0 where no reference was asked for. */
    public double divergence() {
        return share(divergence, compared);
    }

    /** Mean entropy of the model's prediction where a target was, in nats. */
    public double entropy() {
        return share(entropy, measured);
    }

    /** Mean margin of pairs. */
    public double margin() {
        return share(margins, parts);
    }

    /** Share of targets that were the model's first choice. */
    public double topShare() {
        return share(top, measured);
    }

    private static double share(double sum, long count) {
        return count == 0 ? 0 : sum / count;
    }
}
