package io.insitu.connectors.context;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The served entries of one kind, by lineage. One thread writes; any thread reads a finished snapshot without waiting.
 * A full lineage takes no newcomer until an entry leaves; what was turned away is counted.
 */
final class Shelf<T> {
    private final int limitPerLineage;
    private final Map<String, Map<String, T>> entries = new LinkedHashMap<>();
    private final Map<String, List<T>> snapshots = new ConcurrentHashMap<>();
    private final Set<String> full = ConcurrentHashMap.newKeySet();
    private final AtomicLong turnedAway = new AtomicLong();

    Shelf(int limitPerLineage) {
        this.limitPerLineage = limitPerLineage;
    }

    List<T> of(String lineage) {
        return snapshots.getOrDefault(lineage, List.of());
    }

    /** False when the lineage is full and the entry is new. */
    boolean put(String lineage, String id, T entry) {
        Map<String, T> shelf = entries.computeIfAbsent(lineage, key -> new LinkedHashMap<>());
        if (!shelf.containsKey(id) && shelf.size() >= limitPerLineage) {
            full.add(lineage);
            turnedAway.incrementAndGet();
            return false;
        }
        shelf.put(id, entry);
        snapshots.put(lineage, List.copyOf(shelf.values()));
        return true;
    }

    void remove(String lineage, String id) {
        Map<String, T> shelf = entries.get(lineage);
        if (shelf != null && shelf.remove(id) != null) {
            full.remove(lineage);
            snapshots.put(lineage, List.copyOf(shelf.values()));
        }
    }

    Set<String> fullLineages() {
        return new HashSet<>(full);
    }

    long turnedAway() {
        return turnedAway.get();
    }
}
