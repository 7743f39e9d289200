package io.insitu.trainer.loss;

/**
 * Group-relative policy optimisation (arXiv 2402.03300): the clipped surrogate, its two sides clipped apart (2503.14476),
 * with a pull towards the base model by the k3 estimator of the KL divergence.
 *
 * <pre>
 * -min(rho A, clip(rho, 1 - low, 1 + high) A) + kl (e^d - d - 1),  rho = exp(lp - old),  d = reference - lp
 * </pre>
 *
 * @param low how far a token of a bad attempt may fall before it no longer counts
 * @param high how far a token of a good attempt may rise
 * @param kl weight of the pull; felt by tokens that know their reference
 * @param dual a bad attempt's term is at least {@code dual * A}, which bounds it where rho is large; 0 leaves it unbounded
 */
public record Grpo(double low, double high, double kl, double dual) implements TokenLoss {
    /** Beyond this a ratio is a number without meaning; it is cut off and counted. */
    private static final double LOG_RATIO_CAP = 20;

    public Grpo {
        if (!(low > 0 && low < 1) || !(high > 0) || !(kl >= 0) || !(dual == 0 || dual > 1)) {
            throw new IllegalArgumentException("no such GRPO: clip " + low + " and " + high + ", KL weight " + kl
                    + ", dual clip " + dual + " (0 or above 1)");
        }
    }

    /** DAPO's clips and a dual clip of 3. */
    public static Grpo defaults() {
        return new Grpo(0.2, 0.28, 0, 3);
    }

    @Override
    public double coefficient(Target target, double logProb, LossTally tally) {
        double advantage = target.advantage();
        double change = logProb - target.oldLogProb();
        boolean runaway = !(Math.abs(change) <= LOG_RATIO_CAP);
        double ratio = StrictMath.exp(capped(change));
        boolean clipped = advantage > 0 ? ratio > 1 + high : advantage < 0 && ratio < 1 - low;
        boolean doubly = dual > 0 && advantage < 0 && ratio > dual;
        double surrogate = (clipped ? advantage > 0 ? 1 + high : 1 - low : doubly ? dual : ratio) * advantage;
        double c = clipped || doubly || runaway ? 0 : -advantage * ratio;
        double divergence = 0;
        if (kl > 0 && !Float.isNaN(target.referenceLogProb())) {
            double d = capped(target.referenceLogProb() - logProb);
            divergence = StrictMath.expm1(d) - d;
            c -= kl * StrictMath.expm1(d);
        }
        tally.token(target.weight() * (kl * divergence - surrogate), ratio, clipped || doubly);
        if (target.held() || runaway) {
            tally.skipped();
        }
        return target.held() ? 0 : target.weight() * c;
    }

    private static double capped(double value) {
        return Math.max(-LOG_RATIO_CAP, Math.min(LOG_RATIO_CAP, value));
    }
}
