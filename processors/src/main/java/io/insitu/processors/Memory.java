package io.insitu.processors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stage remembers: an ordered map whose contents survive a crash because every change is on a changelog. */
public interface Memory<V> {
    /** One remembered thing. */
    record Entry<V>(String key, V value) {}

    @Nullable
    V get(String key);

    void put(String key, V value);

    void delete(String key);

    /** Up to {@code limit} entries whose key begins with the prefix, in order of key. A copy: change the memory freely. */
    List<Entry<V>> startingWith(String prefix, int limit);

    /** All entries whose key begins with the prefix, in order of key. */
    default List<Entry<V>> startingWith(String prefix) {
        return startingWith(prefix, Integer.MAX_VALUE);
    }
}
