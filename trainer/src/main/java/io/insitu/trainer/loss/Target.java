package io.insitu.trainer.loss;

/**
 * What a loss knows about one target token.
 *
 * @param weight its own weight; tokens of weight 0 are no targets
 * @param oldLogProb under the policy that sampled it
 * @param correct whether its attempt succeeded
 * @param successRate share of correct attempts in its group
 * @param advantage how much better its attempt was than its group
 * @param referenceLogProb under the base model, with the adapter off; NaN: nobody asked
 * @param held the token's gradient is dropped, though it is counted
 */
public record Target(
        float weight,
        float oldLogProb,
        boolean correct,
        double successRate,
        double advantage,
        float referenceLogProb,
        boolean held) {}
