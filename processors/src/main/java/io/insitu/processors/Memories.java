package io.insitu.processors;

/** Hands out the memories of a running stage. */
@FunctionalInterface
public interface Memories {
    <V> Memory<V> open(MemorySpec<V> spec);
}
