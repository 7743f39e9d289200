package io.insitu.topology.memory;

import io.insitu.processors.Memory;
import io.insitu.processors.MemorySpec;
import io.insitu.processors.TaskMemories;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * The objects behind a task's stores. It is a store itself only so that Streams makes one for each task, gives it to all
 * its processors, and empties it with the others; it has nothing of its own to be kept.
 *
 * <p>The last interface is not part of Streams' public ones (4.3.1). Nothing else is told that a commit begins, while what is
 * written still belongs to it.
 */
final class TaskMemoriesStore implements StateStore, TaskMemories, CachedStateStore<String, byte[]> {
    private final String name;
    private final TaskMemoriesBuilder.Serdes serdes;
    private final Map<String, ValueMemory<?>> memories = new LinkedHashMap<>();
    private boolean open;

    TaskMemoriesStore(String name, TaskMemoriesBuilder.Serdes serdes) {
        this.name = name;
        this.serdes = serdes;
    }

    @Override
    @SuppressWarnings("unchecked") // each store has one spec, hence one type of values
    public <V> Memory<V> open(MemorySpec<V> spec, Memory<byte[]> store) {
        return (Memory<V>)
                memories.computeIfAbsent(spec.name(), stored -> new ValueMemory<>(stored, serdes.of(spec), store));
    }

    @Override
    public void settle() {
        RuntimeException broken = null;
        for (ValueMemory<?> memory : memories.values()) {
            try {
                memory.settle();
            } catch (RuntimeException e) {
                broken = broken == null ? e : broken;
            }
        }
        if (broken != null) {
            throw broken;
        }
    }

    /** A commit begins. */
    @Override
    public void flushCache() {
        memories.values().forEach(ValueMemory::flush);
    }

    @Override
    public void clearCache() {
        memories.clear();
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<String, byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        memories.clear();
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        memories.clear();
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
