package io.insitu.connectors.serving;

import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.model.ArtifactStore;
import java.util.List;
import java.util.Map;

/** Adapter versions as the gate would announce them. */
final class Versions {
    private Versions() {}

    static AdapterVersion of(String lineage, String id, AdapterStatus status, String parent, long atMs) {
        return AdapterVersion.newBuilder()
                .setAdapterId(id)
                .setLineage(lineage)
                .setBaseModelId("base")
                .setParentAdapterId(parent)
                .setBatchId("batch")
                .setStatus(status)
                .setLocation(ArtifactStore.locationOf(id))
                .setEngine("cpu@1")
                .setRank(4)
                .setApplied(Map.of())
                .setEvidence(Map.of())
                .setReason("")
                .setChangedMs(atMs)
                .setCauses(List.of())
                .build();
    }
}
