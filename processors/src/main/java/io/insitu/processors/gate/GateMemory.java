package io.insitu.processors.gate;

import io.insitu.processors.LineageFaculties;
import io.insitu.processors.MemorySpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.event.AdapterVersion;
import java.util.List;

/** What the gate remembers. */
public final class GateMemory {
    /** Key: {@code lineage}, lineage; a fixed first part so that a tick finds all of them. */
    public static final MemorySpec<GateState> STATES = new MemorySpec<>(Stores.GATE_STATES, GateState.class);

    /** Key: lineage. */
    public static final MemorySpec<ProbeBook> PROBES = new MemorySpec<>(Stores.GATE_PROBES, ProbeBook.class);

    /** Key: lineage. */
    public static final MemorySpec<ReplicaBook> REPLICAS = new MemorySpec<>(Stores.GATE_REPLICAS, ReplicaBook.class);

    /** Key: lineage, adapterId. */
    public static final MemorySpec<AdapterVersion> VERSIONS =
            new MemorySpec<>(Stores.GATE_VERSIONS, AdapterVersion.class);

    private GateMemory() {}

    /** All the stage opens. */
    public static List<MemorySpec<?>> all() {
        return List.of(STATES, PROBES, REPLICAS, VERSIONS, LineageFaculties.MEMORY);
    }
}
