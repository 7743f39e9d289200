package io.insitu.trainer.loss;

/** What a loss saw while it was computed: sums over target tokens, in doubles. */
public final class LossTally {
    private long targets;
    private long clipped;
    private long top;
    private double loss;
    private double ratios;
    private double ratioMax;

    void token(double value, double ratio, boolean wasClipped) {
        targets++;
        loss += value;
        ratios += ratio;
        ratioMax = Math.max(ratioMax, ratio);
        clipped += wasClipped ? 1 : 0;
    }

    /** The target was the model's first choice. */
    public void top() {
        top++;
    }

    /** Adds another shard's sums; shards are added in their order. */
    public void add(LossTally other) {
        targets += other.targets;
        clipped += other.clipped;
        top += other.top;
        loss += other.loss;
        ratios += other.ratios;
        ratioMax = Math.max(ratioMax, other.ratioMax);
    }

    public long targets() {
        return targets;
    }

    public double meanLoss() {
        return targets == 0 ? 0 : loss / targets;
    }

    /** Share of tokens whose loss was cut off. */
    public double clipShare() {
        return targets == 0 ? 0 : (double) clipped / targets;
    }

    /** Mean of exp(logp - old logp); 1 for losses without an old policy. */
    public double ratioMean() {
        return targets == 0 ? 1 : ratios / targets;
    }

    public double ratioMax() {
        return ratioMax;
    }

    /** Share of targets that were the model's first choice. */
    public double topShare() {
        return targets == 0 ? 0 : (double) top / targets;
    }
}
