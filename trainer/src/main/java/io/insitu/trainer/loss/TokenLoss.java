package io.insitu.trainer.loss;

import java.util.function.Supplier;

/**
 * A loss, one target token at a time: returns dL / d logp before the division by the number of targets, and notes its
 * value in the tally.
 */
@FunctionalInterface
public interface TokenLoss extends Loss {
    double coefficient(Target target, double logProb, LossTally tally);

    /** dL / d logp of one target, given its log-probability. */
    @FunctionalInterface
    interface Coefficients {
        double of(int target, double logProb);
    }

    @Override
    default int together() {
        return 1;
    }

    @Override
    default long parts(long targets, long examples) {
        return targets;
    }

    @Override
    default Coefficients of(Targets targets, Supplier<float[]> logProbs, LossTally tally) {
        return (target, logProb) -> coefficient(targets.get(target), logProb, tally);
    }
}
