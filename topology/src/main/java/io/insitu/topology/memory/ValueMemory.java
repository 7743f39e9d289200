package io.insitu.topology.memory;

import io.insitu.processors.Memory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A store's values as objects. What is in use is held, the least recently used goes when there is too much of it. What was
 * put is held until the record is settled, and goes to the store with the next commit, or before there is too much of it.
 */
final class ValueMemory<V> implements Memory<V> {
    private static final int MOST_HELD = 2_048;
    private static final int MOST_BYTES = 512 * 1024;

    private final String name;
    private final Serde<V> serde;
    private final LinkedHashMap<String, Held<V>> held = new LinkedHashMap<>(64, 0.75f, true);
    private final Set<String> changed = new LinkedHashSet<>();
    private final Unwritten unwritten;
    private final Ranges<V> ranges = new Ranges<>();
    private long heldBytes;

    /**
     * What is known of a key.
     *
     * @param value null: there is none
     * @param bytes it takes in the store; 0 before it is settled
     */
    private record Held<V>(@Nullable V value, int bytes) {}

    /**
     * @param name of the store
     */
    ValueMemory(String name, Serde<V> serde, Memory<byte[]> store) {
        this.name = name;
        this.serde = serde;
        this.unwritten = new Unwritten(store);
    }

    @Override
    public @Nullable V get(String key) {
        Held<V> known = held.get(key);
        if (known == null) {
            byte[] bytes = unwritten.get(key);
            known = new Held<>(bytes == null ? null : read(bytes), bytes == null ? 0 : bytes.length);
            hold(key, known);
        }
        return known.value();
    }

    @Override
    public void put(String key, V value) {
        change(key, value);
    }

    @Override
    public void delete(String key) {
        change(key, null);
    }

    private void change(String key, @Nullable V value) {
        Held<V> known = held.get(key);
        if (known != null && known.value() == value) {
            return; // the very same
        }
        if (changed.add(key) && known != null && known.value() == null) {
            unwritten.isNew(key);
        }
        hold(key, new Held<>(value, 0));
        ranges.change(key, value);
    }

    @Override
    public List<Entry<V>> startingWith(String prefix, int limit) {
        List<Entry<V>> known = ranges.of(prefix, limit);
        if (known != null) {
            return known;
        }
        settle();
        List<Entry<V>> found = new ArrayList<>();
        long bytes = 0;
        for (Entry<byte[]> entry : unwritten.startingWith(prefix, limit)) {
            Held<V> one = held.get(entry.key());
            found.add(new Entry<>(entry.key(), one == null || one.value() == null ? read(entry.value()) : one.value()));
            bytes += entry.value().length;
        }
        if (found.size() < limit) {
            ranges.keep(prefix, found, bytes);
        }
        return found;
    }

    /** Makes bytes of what was put, in the order it was first touched. What cannot be bytes is as it was before. */
    void settle() {
        if (changed.isEmpty()) {
            return;
        }
        RuntimeException broken = null;
        for (String key : changed) {
            try {
                write(key);
            } catch (RuntimeException e) {
                forget(key);
                ranges.forget();
                broken = broken == null ? e : broken;
            }
        }
        changed.clear();
        makeRoom();
        unwritten.flushIfMuch();
        if (broken != null) {
            throw broken;
        }
    }

    /** Writes what is settled to the store. */
    void flush() {
        unwritten.flush();
    }

    private void write(String key) {
        Held<V> put = held.get(key);
        V value = put == null ? null : put.value();
        if (value == null) {
            unwritten.delete(key);
            return;
        }
        byte[] bytes = serde.serializer().serialize(name, value);
        assert read(bytes).equals(value) : name + ": a restart would find another value than was put: " + value;
        unwritten.put(key, bytes);
        ranges.written(key, bytes.length);
        hold(key, new Held<>(value, bytes.length));
    }

    private V read(byte[] bytes) {
        return serde.deserializer().deserialize(name, bytes);
    }

    private void hold(String key, Held<V> now) {
        Held<V> before = held.put(key, now);
        heldBytes += now.bytes() - (before == null ? 0 : before.bytes());
        if (changed.isEmpty()) {
            makeRoom();
        }
    }

    private void forget(String key) {
        Held<V> gone = held.remove(key);
        heldBytes -= gone == null ? 0 : gone.bytes();
    }

    private void makeRoom() {
        if (held.size() <= MOST_HELD && heldBytes <= MOST_BYTES) {
            return;
        }
        Iterator<Map.Entry<String, Held<V>>> eldest = held.entrySet().iterator();
        while ((held.size() > MOST_HELD || heldBytes > MOST_BYTES) && eldest.hasNext()) {
            heldBytes -= eldest.next().getValue().bytes();
            eldest.remove();
        }
    }
}
