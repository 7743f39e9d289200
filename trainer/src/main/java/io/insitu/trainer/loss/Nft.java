package io.insitu.trainer.loss;

/**
 * Negative-aware fine-tuning (arXiv 2505.18116): correct answers are imitated; wrong ones are pushed away through the
 * implicit policy that would have produced only wrong answers. Each token is weighted by 1 - q, so on-policy the
 * coefficients are those of an advantage r - q.
 */
public final class Nft implements TokenLoss {
    private static final double RATE_FLOOR = 0.02;
    private static final double LOG_RATIO_CAP = 10;

    private final double negativeWeight;
    private final double clamp;

    /** Wrong answers weigh as much as correct ones; the implicit ratio is clamped at 1. */
    public Nft() {
        this(1, 1);
    }

    /**
     * @param negativeWeight weight of wrong answers
     * @param clamp lower bound of the implicit ratio; the value is clamped, the gradient passes
     */
    public Nft(double negativeWeight, double clamp) {
        this.negativeWeight = negativeWeight;
        this.clamp = clamp;
    }

    @Override
    public double coefficient(Target target, double logProb, LossTally tally) {
        double q = Math.min(Math.max(target.successRate(), RATE_FLOOR), 1 - RATE_FLOOR);
        double weight = (1 - q) * target.weight();
        double delta = logProb - target.oldLogProb();
        double ratio = StrictMath.exp(Math.min(delta, LOG_RATIO_CAP));
        if (target.correct()) {
            tally.token(-weight * delta, ratio, false);
            return -weight;
        }
        double implicit = (1 - q * ratio) / (1 - q);
        double value = Math.max(implicit, clamp);
        boolean capped = delta >= LOG_RATIO_CAP;
        tally.token(-weight * negativeWeight * StrictMath.log(value), ratio, capped || implicit < clamp);
        return capped ? 0 : weight * negativeWeight * q * ratio / ((1 - q) * value);
    }
}
