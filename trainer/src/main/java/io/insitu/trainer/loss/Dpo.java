package io.insitu.trainer.loss;

import java.util.function.Supplier;

/**
 * Direct preference optimisation (arXiv 2305.18290): softplus(-z) with the margin z = beta (gain of the chosen - gain of the
 * rejected), a gain being the sum over a sequence's targets of logp - reference logp. Examples alternate: chosen, rejected.
 */
public record Dpo(double beta) implements Loss {
    public Dpo {
        if (!(beta > 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("DPO's beta must be positive, was " + beta);
        }
    }

    @Override
    public int together() {
        return 2;
    }

    @Override
    public long parts(long targets, long examples) {
        return examples / 2;
    }

    @Override
    public TokenLoss.Coefficients of(Targets targets, Supplier<float[]> logProbs, LossTally tally) {
        float[] now = logProbs.get();
        double[] pull = new double[targets.count()];
        for (int pair = 0; pair + 1 < targets.sequences(); pair += 2) {
            double z = margin(targets, now, pair);
            double c = beta / (1 + StrictMath.exp(z)); // beta sigma(-z)
            tally.pair(StrictMath.log1p(StrictMath.exp(-Math.abs(z))) + Math.max(-z, 0), z);
            fill(pull, targets, pair, -c);
            fill(pull, targets, pair + 1, c);
        }
        for (int t = 0; t < now.length; t++) {
            tally.target();
        }
        return (target, logProb) -> pull[target];
    }

    /** The margin of the pair whose chosen sequence is this one. */
    public double margin(Targets targets, float[] logProbs, int chosen) {
        return beta * (gain(targets, logProbs, chosen) - gain(targets, logProbs, chosen + 1));
    }

    private static double gain(Targets targets, float[] logProbs, int sequence) {
        double sum = 0;
        for (int t = targets.starts()[sequence]; t < targets.starts()[sequence + 1]; t++) {
            Target target = targets.get(t);
            sum += target.weight() * ((double) logProbs[t] - target.referenceLogProb());
        }
        return sum;
    }

    private static void fill(double[] pull, Targets targets, int sequence, double c) {
        for (int t = targets.starts()[sequence]; t < targets.starts()[sequence + 1]; t++) {
            pull[t] = c * targets.get(t).weight();
        }
    }
}
