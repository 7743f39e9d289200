package io.insitu.trainer.loss;

/**
 * What a loss knows about one target token.
 *
 * @param weight its own weight; tokens of weight 0 are no targets
 * @param oldLogProb under the policy that sampled it
 * @param correct whether its attempt succeeded
 * @param successRate share of correct attempts in its group
 */
public record Target(float weight, float oldLogProb, boolean correct, double successRate) {}
