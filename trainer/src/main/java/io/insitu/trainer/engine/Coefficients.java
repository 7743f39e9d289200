package io.insitu.trainer.engine;

/** A loss as the head sees it: dL / d logp of each target, from its log-probability. */
@FunctionalInterface
public interface Coefficients {
    /**
     * @param target index among the targets of the shard
     * @param top whether the target was the most likely token
     * @param entropy of the whole prediction, in nats
     */
    float of(int target, float logProb, boolean top, float entropy);
}
