package io.insitu.ops.train;

/** Token ids, and for each its weight as a target; 0 is no target. */
record Sequence(int[] tokens, float[] weights) {}
