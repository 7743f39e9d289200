package io.insitu.processors.distil;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import java.lang.ref.WeakReference;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The principles or the tools of each lineage as last published, retired ones included until room is needed. */
public final class Library<V> {
    /** As many as a memory keeps the entries of. */
    private static final int LINEAGES = 16;

    private final Memory<V> memory;
    private final Function<V, String> id;
    private final Function<V, EntryStatus> status;
    private final ToLongFunction<V> updatedMs;
    private final int capacity;
    private final Map<String, Listed<V>> listed = new PerLineage<>(LINEAGES);

    /**
     * What a memory gave, and the values in it.
     *
     * @param entries held by whoever gave them, if anybody
     * @param values null until the same entries came twice: a library too large for its memory to keep is not kept here either
     */
    private record Listed<V>(
            WeakReference<List<Memory.Entry<V>>> entries,
            @Nullable List<V> values) {
        boolean areOf(List<Memory.Entry<V>> others) {
            return entries.refersTo(others);
        }
    }

    private Library(
            Memory<V> memory,
            Function<V, String> id,
            Function<V, EntryStatus> status,
            ToLongFunction<V> updatedMs,
            int capacity) {
        this.memory = memory;
        this.id = id;
        this.status = status;
        this.updatedMs = updatedMs;
        this.capacity = capacity;
    }

    public static Library<Principle> ofPrinciples(Memory<Principle> memory, DistilConfig config) {
        return new Library<>(
                memory, Principle::getId, Principle::getStatus, Principle::getUpdatedMs, config.maxEntries());
    }

    public static Library<Tool> ofTools(Memory<Tool> memory, DistilConfig config) {
        return new Library<>(memory, Tool::getId, Tool::getStatus, Tool::getUpdatedMs, config.maxEntries());
    }

    public @Nullable V get(String lineage, String entryId) {
        return memory.get(Keys.of(lineage, entryId));
    }

    /** All entries of a lineage, in order of id; the same list again while none has changed, if the memory gives the same. */
    public List<V> of(String lineage) {
        List<Memory.Entry<V>> now = memory.startingWith(Keys.prefix(lineage));
        Listed<V> before = listed.get(lineage);
        boolean again = before != null && before.areOf(now);
        List<V> known = before == null ? null : before.values();
        if (again && known != null) {
            return known;
        }
        List<V> values = now.stream().map(Memory.Entry::value).toList();
        listed.put(lineage, new Listed<>(new WeakReference<>(now), again ? values : null));
        return values;
    }

    /** Whether there is room for one more, after forgetting the longest retired entry if need be. */
    boolean makesRoom(String lineage) {
        List<V> entries = of(lineage);
        if (entries.size() < capacity) {
            return true;
        }
        List<V> retired = entries.stream()
                .filter(entry -> status.apply(entry) == EntryStatus.RETIRED)
                .sorted(Comparator.comparingLong(updatedMs).thenComparing(id))
                .toList();
        retired.stream().limit(1).forEach(entry -> memory.delete(Keys.of(lineage, id.apply(entry))));
        return !retired.isEmpty();
    }

    public void put(String lineage, V entry) {
        memory.put(Keys.of(lineage, id.apply(entry)), entry);
    }
}
