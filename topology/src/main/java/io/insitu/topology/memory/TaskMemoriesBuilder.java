package io.insitu.topology.memory;

import io.insitu.processors.MemorySpec;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes a task's memories; there is nothing to choose. */
public final class TaskMemoriesBuilder implements StoreBuilder<StateStore> {
    private final String name;
    private final Serdes serdes;

    /** Reads and writes the values of each memory; for many threads. */
    @FunctionalInterface
    public interface Serdes {
        <V> Serde<V> of(MemorySpec<V> spec);
    }

    /**
     * @param name one of those in {@link io.insitu.processors.TaskMemories}
     */
    public TaskMemoriesBuilder(String name, Serdes serdes) {
        this.name = name;
        this.serdes = serdes;
    }

    @Override
    public StateStore build() {
        return new TaskMemoriesStore(name, serdes);
    }

    @Override
    public StoreBuilder<StateStore> withCachingEnabled() {
        return this;
    }

    @Override
    public StoreBuilder<StateStore> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<StateStore> withLoggingEnabled(Map<String, String> config) {
        return this;
    }

    @Override
    public StoreBuilder<StateStore> withLoggingDisabled() {
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
        return false;
    }

    @Override
    public String name() {
        return name;
    }
}
