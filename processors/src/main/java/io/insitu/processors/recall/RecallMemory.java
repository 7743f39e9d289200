package io.insitu.processors.recall;

import io.insitu.processors.LineageFaculties;
import io.insitu.processors.MemorySpec;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.schemas.Stores;
import java.util.List;

/** What recalling remembers. Utility lives in the library itself, which it shares with distilling. */
public final class RecallMemory {
    /** Key: lineage. */
    public static final MemorySpec<Pace> PACE = new MemorySpec<>(Stores.RECALL_PACE, Pace.class);

    private RecallMemory() {}

    /** All the stage opens. */
    public static List<MemorySpec<?>> all() {
        return List.of(
                PACE,
                DistilMemory.ATTEMPTS,
                DistilMemory.PLACES,
                DistilMemory.POSITIONS,
                DistilMemory.CONDITIONS,
                DistilMemory.STANDINGS,
                DistilMemory.PRINCIPLES,
                DistilMemory.TOOLS,
                LineageFaculties.MEMORY);
    }
}
