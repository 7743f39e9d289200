package io.insitu.ops.audit;

/** Where a record lies. */
record Place(String topic, int partition, long offset) {}
