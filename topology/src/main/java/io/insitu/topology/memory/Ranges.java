package io.insitu.topology.memory;

import io.insitu.processors.Memory.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All entries under the prefixes that were asked for last, kept as changes come: a lineage's library is looked through for
 * every attempt, and seldom changes. A range that grows large is no longer kept.
 */
final class Ranges<V> {
    private static final int MOST_RANGES = 16;
    private static final int MOST_ENTRIES = 1_024;
    private static final int MOST_BYTES = 512 * 1024;

    private final Map<String, Range<V>> ranges = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Range<V>> eldest) {
            return size() > MOST_RANGES;
        }
    };

    /** What lies under one prefix, and at most how many bytes of a store. */
    private static final class Range<V> {
        private final NavigableMap<String, V> entries = new TreeMap<>(StoreOrder.OF_KEYS);
        private @Nullable List<Entry<V>> listed; // until an entry changes
        private long bytes;

        List<Entry<V>> listed() {
            List<Entry<V>> known = listed;
            if (known == null) {
                List<Entry<V>> all = new ArrayList<>(entries.size());
                entries.forEach((key, value) -> all.add(new Entry<>(key, value)));
                known = Collections.unmodifiableList(all);
                listed = known;
            }
            return known;
        }

        void change(String key, @Nullable V value) {
            listed = null;
            if (value == null) {
                entries.remove(key);
            } else {
                entries.put(key, value);
            }
        }

        boolean large() {
            return entries.size() > MOST_ENTRIES || bytes > MOST_BYTES;
        }
    }

    /** The first entries under a prefix, the same list again while none has changed; null: it is not kept. */
    @Nullable
    List<Entry<V>> of(String prefix, int limit) {
        Range<V> range = ranges.get(prefix);
        if (range == null) {
            return null;
        }
        List<Entry<V>> listed = range.listed();
        return limit < listed.size() ? listed.subList(0, limit) : listed;
    }

    /**
     * @param all entries under the prefix
     * @param bytes they take in the store
     */
    void keep(String prefix, List<Entry<V>> all, long bytes) {
        Range<V> range = new Range<>();
        range.bytes = bytes;
        all.forEach(entry -> range.entries.put(entry.key(), entry.value()));
        if (!range.large()) {
            ranges.put(prefix, range);
        }
    }

    /**
     * @param value null: the key is gone
     */
    void change(String key, @Nullable V value) {
        ranges.forEach((prefix, range) -> {
            if (key.startsWith(prefix)) {
                range.change(key, value);
            }
        });
    }

    /** What was put last took so many bytes; what it replaced is not taken off, so that a range is weighed anew now and then. */
    void written(String key, int bytes) {
        ranges.entrySet().removeIf(range -> {
            boolean concerned = key.startsWith(range.getKey());
            range.getValue().bytes += concerned ? bytes : 0;
            return concerned && range.getValue().large();
        });
    }

    void forget() {
        ranges.clear();
    }
}
