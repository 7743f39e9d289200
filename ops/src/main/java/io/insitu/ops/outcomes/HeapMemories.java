package io.insitu.ops.outcomes;

import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.MemorySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Memories for one run of a command: what a stage's pure core remembers is forgotten with it. */
public final class HeapMemories implements Memories {
    private final Map<String, Memory<?>> byName = new HashMap<>();

    @Override
    @SuppressWarnings("unchecked") // each store has one spec, hence one type of values
    public <V> Memory<V> open(MemorySpec<V> spec) {
        return (Memory<V>) byName.computeIfAbsent(spec.name(), name -> new InOrder<V>());
    }

    private static final class InOrder<V> implements Memory<V> {
        private final TreeMap<String, V> entries = new TreeMap<>();

        @Override
        public @Nullable V get(String key) {
            return entries.get(key);
        }

        @Override
        public void put(String key, V value) {
            entries.put(key, value);
        }

        @Override
        public void delete(String key) {
            entries.remove(key);
        }

        @Override
        public List<Entry<V>> startingWith(String prefix, int limit) {
            return entries.tailMap(prefix, true).entrySet().stream()
                    .takeWhile(entry -> entry.getKey().startsWith(prefix))
                    .limit(limit)
                    .map(entry -> new Entry<>(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }
}
