package io.insitu.topology.memory;

import io.insitu.processors.Memory;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store's bytes, of which the newest are not yet written: what changes often between two commits is written once, and what
 * came and went between them never.
 */
final class Unwritten {
    private static final int MOST_ENTRIES = 4_096;
    private static final int MOST_BYTES = 1 << 20;

    private final Memory<byte[]> store;
    private final Map<String, Optional<byte[]>> newest = new LinkedHashMap<>(); // empty: deleted
    private final Set<String> absent = new HashSet<>(); // in the store
    private long bytes;

    Unwritten(Memory<byte[]> store) {
        this.store = store;
    }

    byte @Nullable [] get(String key) {
        Optional<byte[]> known = newest.get(key);
        return known == null ? store.get(key) : known.orElse(null);
    }

    /** A key that there is not is about to be put. */
    void isNew(String key) {
        if (!newest.containsKey(key)) {
            absent.add(key);
        }
    }

    void put(String key, byte[] value) {
        change(key, Optional.of(value));
    }

    void delete(String key) {
        if (absent.contains(key)) {
            size(newest.remove(key), -1);
        } else {
            change(key, Optional.empty());
        }
    }

    List<Memory.Entry<byte[]>> startingWith(String prefix, int limit) {
        flush();
        return store.startingWith(prefix, limit);
    }

    void flushIfMuch() {
        if (bytes > MOST_BYTES || newest.size() > MOST_ENTRIES) {
            flush();
        }
    }

    void flush() {
        newest.forEach((key, value) -> value.ifPresentOrElse(put -> store.put(key, put), () -> store.delete(key)));
        newest.clear();
        absent.clear();
        bytes = 0;
    }

    private void change(String key, Optional<byte[]> now) {
        size(now, 1);
        size(newest.put(key, now), -1);
    }

    private void size(@Nullable Optional<byte[]> value, int sign) {
        bytes += value == null ? 0 : sign * (long) value.map(one -> one.length).orElse(0);
    }
}
