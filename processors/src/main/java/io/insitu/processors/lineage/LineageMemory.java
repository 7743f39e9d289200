package io.insitu.processors.lineage;

import io.insitu.processors.FactKind;
import io.insitu.processors.MemorySpec;
import io.insitu.schemas.Stores;
import java.util.List;

/** What is remembered of where facts come from. */
public final class LineageMemory {
    public static final MemorySpec<Origin> CAUSES = new MemorySpec<>(Stores.LINEAGE_CAUSES, Origin.class);
    public static final MemorySpec<Edge> EFFECTS = new MemorySpec<>(Stores.LINEAGE_EFFECTS, Edge.class);
    public static final MemorySpec<Position> ORDER = new MemorySpec<>(Stores.LINEAGE_ORDER, Position.class);

    private LineageMemory() {}

    public static List<MemorySpec<?>> all() {
        return List.of(CAUSES, EFFECTS, ORDER);
    }

    /**
     * A fact and what it was made from; of a trajectory, the ids of its events.
     *
     * @param number its position in the order of the lineage
     */
    public record Origin(FactKind kind, List<String> causes, long number) {
        public Origin {
            causes = List.copyOf(causes);
        }
    }

    /** From a cause to a fact of this kind. */
    public record Edge(FactKind kind) {}

    /** A fact's place in the order of its lineage; under the bare lineage, the next number and the count. */
    public record Position(String factId, long next, int count) {}
}
