package io.insitu.ops.bench.learn;

import io.insitu.trainer.step.Example;

/**
 * One attempt as its tokens.
 *
 * @param weights 1 where the policy spoke, 0 where the world did
 * @param logProbs of what the policy said, when it said it
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
record Tried(int[] tokens, float[] weights, float[] logProbs, boolean success) {
    double reward() {
        return success ? 1 : 0;
    }

    Example imitated() {
        return Example.imitate(tokens, weights);
    }
}
