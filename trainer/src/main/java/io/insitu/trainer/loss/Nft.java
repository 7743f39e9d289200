package io.insitu.trainer.loss;

/**
 * Negative-aware fine-tuning (arXiv 2505.18116): correct answers are imitated; wrong ones are pushed away through the
 * implicit policy that would have produced only wrong answers.
 *
 * <p>A ratio beyond e^10 is cut off, and with it the pull on a wrong token, whose loss is made of the ratio. The loss of a correct
 * one is -(lp - old) of the uncut difference, as in the reference of the fixtures: its pull is the same however far it has come.
 *
 * @param negativeWeight weight of wrong answers
 * @param clamp lower bound of the implicit ratio; the value is clamped, the gradient passes
 * @param weighting what a group's success rate makes of its tokens
 */
public record Nft(double negativeWeight, double clamp, Weighting weighting) implements TokenLoss {
    private static final double RATE_FLOOR = 0.02;
    private static final double LOG_RATIO_CAP = 10;

    /**
     * As far as a ratio on-policy may be from 1. There the implicit ratio lies on a clamp of 1, and rounding alone decides on
     * which side: a clamp that changes no more than that is not counted.
     */
    private static final double ROUNDING = 1e-3;

    /** The weight of every token of a group with success rate q. */
    public enum Weighting {
        /** 1 - q: on-policy the coefficients are those of an advantage r - q. */
        ONE_MINUS_Q,
        /** sqrt((1 - q) / q): on-policy those of an advantage in deviations of the group. */
        DEVIATIONS,
        /** Groups of every rate weigh alike. */
        EVEN
    }

    public Nft {
        if (!(negativeWeight >= 0) || !(clamp > 0)) {
            throw new IllegalArgumentException("no such NFT: weight of wrong answers " + negativeWeight
                    + " must be at least 0, clamp " + clamp + " above 0");
        }
    }

    /** Wrong answers weigh as much as correct ones; the implicit ratio is clamped at 1. */
    public Nft() {
        this(1, 1, Weighting.ONE_MINUS_Q);
    }

    @Override
    public double coefficient(Target target, double logProb, LossTally tally) {
        double q = Math.min(Math.max(target.successRate(), RATE_FLOOR), 1 - RATE_FLOOR);
        double weight = weight(q) * target.weight();
        double delta = logProb - target.oldLogProb();
        double ratio = StrictMath.exp(Math.min(delta, LOG_RATIO_CAP));
        if (target.correct()) {
            tally.token(-weight * delta, ratio, false);
            return held(target, tally) ? 0 : -weight;
        }
        double value = Math.max(implicit(q, ratio), clamp);
        boolean capped = delta >= LOG_RATIO_CAP;
        tally.token(
                -weight * negativeWeight * StrictMath.log(value),
                ratio,
                capped || implicit(q, ratio - ROUNDING) < clamp);
        return held(target, tally) || capped ? 0 : weight * negativeWeight * q * ratio / ((1 - q) * value);
    }

    /** What is left of the new policy for wrong answers, over what was left of the old. */
    private static double implicit(double q, double ratio) {
        return (1 - q * ratio) / (1 - q);
    }

    private double weight(double q) {
        return switch (weighting) {
            case ONE_MINUS_Q -> 1 - q;
            case DEVIATIONS -> StrictMath.sqrt((1 - q) / q);
            case EVEN -> 1;
        };
    }

    private static boolean held(Target target, LossTally tally) {
        if (target.held()) {
            tally.skipped();
        }
        return target.held();
    }
}
