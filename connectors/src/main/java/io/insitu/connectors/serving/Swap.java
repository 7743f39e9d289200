package io.insitu.connectors.serving;

/**
 * One change of the adapter that serves a lineage.
 *
 * @param from what served before; empty: the base alone
 * @param to what serves now
 * @param loadMs loading and probing beside the old one; 0 when it was in memory already
 * @param swapMs changing the pointer
 * @param failedCalls calls of the model that failed meanwhile
 */
public record Swap(String lineage, String from, String to, double loadMs, double swapMs, long failedCalls) {}
