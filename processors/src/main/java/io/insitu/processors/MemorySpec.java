package io.insitu.processors;

import io.insitu.schemas.StoreSpec;

/**
 * What a stage keeps in one of the declared {@link io.insitu.schemas.Stores}.
 *
 * @param type value class: a record, kept as JSON, or the class of a topic's values, kept in their wire format
 */
public record MemorySpec<V>(StoreSpec store, Class<V> type) {
    public String name() {
        return store.name();
    }
}
