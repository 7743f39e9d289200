package io.insitu.connectors.serving;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/** Draws tokens from logits, and says how likely each was at temperature 1. Sums in float64, in vocabulary order. */
final class NextToken {
    private final double temperature;
    private final SplittableRandom draws;

    NextToken(double temperature, long seed) {
        this.temperature = temperature;
        this.draws = new SplittableRandom(seed);
    }

    int draw(FloatBuffer logits) {
        int likeliest = likeliest(logits);
        double top = logits.get(likeliest);
        if (Double.isNaN(top) || Double.isInfinite(top)) {
            throw new ServingException("the model's logits are not finite; roll its adapter back");
        }
        if (temperature == 0) {
            return likeliest;
        }
        double total = 0;
        for (int v = 0; v < logits.limit(); v++) {
            total += Math.exp((logits.get(v) - top) / temperature);
        }
        double rest = draws.nextDouble() * total;
        for (int v = 0; v < logits.limit(); v++) {
            rest -= Math.exp((logits.get(v) - top) / temperature);
            if (rest < 0) {
                return v;
            }
        }
        return likeliest; // rounding left a crumb of probability
    }

    static double logProb(FloatBuffer logits, int token) {
        double top = logits.get(likeliest(logits));
        double total = 0;
        for (int v = 0; v < logits.limit(); v++) {
            total += Math.exp(logits.get(v) - top);
        }
        return logits.get(token) - top - Math.log(total);
    }

    private static int likeliest(FloatBuffer logits) {
        int best = 0;
        for (int v = 1; v < logits.limit(); v++) {
            // A NaN anywhere must surface, not lose every comparison.
            if (logits.get(v) > logits.get(best) || Float.isNaN(logits.get(v))) {
                best = v;
            }
        }
        return best;
    }
}
