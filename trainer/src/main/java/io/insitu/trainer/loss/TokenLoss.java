package io.insitu.trainer.loss;

/**
 * A loss, one target token at a time: returns dL / d logp before the division by the number of targets, and notes its
 * value in the tally.
 */
@FunctionalInterface
public interface TokenLoss {
    double coefficient(Target target, double logProb, LossTally tally);
}
