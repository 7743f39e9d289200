package io.insitu.processors;

/**
 * One store, declared where it is used. Its changelog outlives a deployment, so its name and value format are migrations.
 *
 * @param name verb-free noun of the stage: {@code score-groups}
 * @param type value class: a record (kept as JSON with fields in declared order) or a generated Avro class
 */
public record MemorySpec<V>(String name, Class<V> type) {}
