package io.insitu.connectors.serving;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Draws tokens from logits, and says how likely each was at temperature 1. Sums in float64, in vocabulary order. */
final class NextToken {
    private final SamplingOptions options;
    private final SplittableRandom draws;
    private float[] logits = {};

    NextToken(SamplingOptions options) {
        this.options = options;
        this.draws = new SplittableRandom(options.seed());
    }

    /** A token and the logarithm of its probability at temperature 1, whatever temperature drew it. */
    record Drawn(int token, float logProb) {}

    /**
     * Draws the next token.
     *
     * @param all logits of several rows
     * @param row whose turn it is
     */
    Drawn draw(FloatBuffer all, int row, int vocabulary) {
        if (logits.length != vocabulary) {
            logits = new float[vocabulary];
        }
        all.get(row * vocabulary, logits);
        int likeliest = likeliest(logits);
        double top = logits[likeliest];
        if (Double.isNaN(top) || Double.isInfinite(top)) {
            throw new ServingException("the model's logits are not finite; roll its adapter back");
        }
        double total = total(logits, top, 1);
        int token = choose(likeliest, top, total);
        return new Drawn(token, (float) (logits[token] - top - Math.log(total)));
    }

    /** The likeliest tokens of the last draw, the likeliest first. */
    List<Drawn> alternatives(int count) {
        double top = logits[likeliest(logits)];
        double logTotal = Math.log(total(logits, top, 1));
        List<Drawn> likely = new ArrayList<>();
        for (int token : likeliest(logits, Math.min(count, logits.length))) {
            likely.add(new Drawn(token, (float) (logits[token] - top - logTotal)));
        }
        return likely;
    }

    private int choose(int likeliest, double top, double totalAtOne) {
        double temperature = options.temperature();
        if (temperature == 0) {
            return likeliest;
        }
        double total = temperature == 1 ? totalAtOne : total(logits, top, temperature);
        if (options.topK() > 0 || options.topP() < 1) {
            return chooseAmongLikely(top, total);
        }
        double rest = draws.nextDouble() * total;
        for (int v = 0; v < logits.length; v++) {
            rest -= Math.exp((logits[v] - top) / temperature);
            if (rest < 0) {
                return v;
            }
        }
        return likeliest; // rounding left a crumb of probability
    }

    /** First the likeliest so many, then of those the fewest that reach so much probability: vLLM's order. */
    private int chooseAmongLikely(double top, double total) {
        int[] kept = likeliest(logits, options.topK() == 0 ? logits.length : Math.min(options.topK(), logits.length));
        double[] weights = new double[kept.length];
        double among = 0;
        for (int i = 0; i < kept.length; i++) {
            weights[i] = Math.exp((logits[kept[i]] - top) / options.temperature());
            among += weights[i];
        }
        double wanted = options.topP() * (options.topK() == 0 ? total : among);
        int size = 0;
        double sum = 0;
        while (size < kept.length && sum < wanted) {
            sum += weights[size++];
        }
        double rest = draws.nextDouble() * sum;
        for (int i = 0; i < size; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return kept[i];
            }
        }
        return kept[0];
    }

    private static double total(float[] logits, double top, double temperature) {
        double total = 0;
        for (float logit : logits) {
            total += Math.exp((logit - top) / temperature);
        }
        return total;
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            // A NaN anywhere must surface, not lose every comparison.
            if (logits[v] > logits[best] || Float.isNaN(logits[v])) {
                best = v;
            }
        }
        return best;
    }

    /** The likeliest first; of equals the one that comes first in the vocabulary. */
    private static int[] likeliest(float[] logits, int count) {
        long[] keys = new long[logits.length];
        for (int v = 0; v < keys.length; v++) {
            int bits = Float.floatToIntBits(logits[v]);
            int rising = bits >= 0 ? bits : bits ^ 0x7fffffff; // now ints compare as the floats did
            keys[v] = (long) ~rising << 32 | v;
        }
        Arrays.sort(keys);
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = (int) keys[i];
        }
        return tokens;
    }
}
