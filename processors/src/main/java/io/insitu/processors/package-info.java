/**
 * Decides what each record means, one package per stage. Leaves wiring to {@code topology}, bytes to {@code schemas},
 * side effects to workers that answer requests.
 *
 * <p>The stage contract. The stages of <em>evolve</em> form one chain inside one sub-topology:
 *
 * <pre>
 * journal ─► open ─► score ─► distil ─► recall ─► gate ─► select ─► lineage ─► route ─► topics
 * </pre>
 *
 * <ul>
 *   <li>They exchange {@link io.insitu.processors.StageFact}s. A stage sees every fact of the stages before it, passes all
 *       of them on unchanged, and appends its own: first it decides (and remembers), then the fact goes on, then what
 *       it decided goes on, each fact all the way to the end before the next.
 *   <li>A stage is a pure {@link io.insitu.processors.Stage}; it remembers in {@link io.insitu.processors.Memory}s declared
 *       by {@link io.insitu.processors.MemorySpec}s. Its Kafka shell is a class of three lines that extends
 *       {@link io.insitu.processors.StageProcessor}.
 *   <li>What a stage put is an object that other stages of its task see, and is written later: it must not change.
 *   <li>A partition holds several lineages: memory keys begin with the lineage, joined by
 *       {@link io.insitu.processors.Keys}. A Tick concerns no lineage: each stage looks through what it remembers.
 *   <li>What a lineage may learn ({@link io.insitu.processors.LineageFaculties}) is kept by {@code open} and readable by
 *       each stage. Everything else about Control, each stage handles itself.
 *   <li>A redelivered journal entry does not pass {@code open}, as long as it remembers it.
 * </ul>
 *
 * <p>No clock, randomness, I/O or environment: time is {@code atMs}, draws are seeded from ids.
 */
@NullMarked
package io.insitu.processors;

import org.jspecify.annotations.NullMarked;
