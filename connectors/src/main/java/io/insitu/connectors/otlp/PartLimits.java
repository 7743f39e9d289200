package io.insitu.connectors.otlp;

/**
 * How much may be held in memory at once: a few bytes may ask for a hundred times their size.
 *
 * @param parts most JSON tokens, or fields in protobuf
 * @param records most spans, events of spans and log records
 */
record PartLimits(int parts, int records) {}
