package io.insitu.ops.traces;

import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.MemorySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Memories in maps. */
final class PlainMemories implements Memories {
    private final Map<String, Memory<?>> byName = new HashMap<>();

    @Override
    @SuppressWarnings("unchecked") // each is opened by its own name
    public <V> Memory<V> open(MemorySpec<V> spec) {
        return (Memory<V>) byName.computeIfAbsent(spec.name(), name -> new Plain<V>());
    }

    private static final class Plain<V> implements Memory<V> {
        private final TreeMap<String, V> entries = new TreeMap<>();

        @Override
        public V get(String key) {
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
