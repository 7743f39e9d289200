package io.insitu.processors.distil;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import org.jspecify.annotations.Nullable;

/** The cases of each lineage, in a fixed number of places; a newer occasion takes the place of an older one. */
final class CaseTable {
    private static final int PLACES = 64;
    private final Memory<OpenCase> memory;

    CaseTable(Memory<OpenCase> memory) {
        this.memory = memory;
    }

    /** The case with one more attempt; one that was asked about stays as it is. */
    OpenCase add(String lineage, String occasion, Excerpt excerpt, boolean didWell) {
        OpenCase known = of(lineage, occasion);
        OpenCase before = known == null ? OpenCase.of(occasion) : known;
        OpenCase after = before.asked() ? before : before.with(excerpt, didWell);
        if (!after.equals(known)) {
            memory.put(key(lineage, occasion), after);
        }
        return after;
    }

    /** The case of an occasion, unless a newer one has taken its place. */
    @Nullable
    OpenCase of(String lineage, String occasion) {
        OpenCase known = memory.get(key(lineage, occasion));
        return known == null || !known.occasion().equals(occasion) ? null : known;
    }

    void keep(String lineage, OpenCase changed) {
        memory.put(key(lineage, changed.occasion()), changed);
    }

    /** Whatever was asked about it is answered, or given up. */
    void close(String lineage, String occasion) {
        OpenCase known = of(lineage, occasion);
        if (known != null) {
            keep(lineage, known.closed());
        }
    }

    /** Forgets what an attempt showed. */
    void forget(String lineage, String trajectoryId) {
        for (Memory.Entry<OpenCase> entry : memory.startingWith(Keys.prefix(lineage))) {
            OpenCase less = entry.value().without(trajectoryId);
            if (!less.equals(entry.value())) {
                memory.put(entry.key(), less);
            }
        }
    }

    private static String key(String lineage, String occasion) {
        return Keys.of(lineage, Keys.number(Math.floorMod(occasion.hashCode(), PLACES)));
    }
}
