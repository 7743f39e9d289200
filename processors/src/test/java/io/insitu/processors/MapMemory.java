package io.insitu.processors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A memory in a map, for tests of stages without Kafka. */
public final class MapMemory<V> implements Memory<V> {
    private final TreeMap<String, V> entries = new TreeMap<>();

    /** Memories that remember in maps, each made when first asked for. */
    public static final class All implements Memories {
        private final Map<String, MapMemory<?>> byName = new HashMap<>();

        @Override
        @SuppressWarnings("unchecked")
        public <V> MapMemory<V> open(MemorySpec<V> spec) {
            return (MapMemory<V>) byName.computeIfAbsent(spec.name(), name -> new MapMemory<V>());
        }
    }

    public Map<String, V> entries() {
        return entries;
    }

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
