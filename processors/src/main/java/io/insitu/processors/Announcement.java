package io.insitu.processors;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.event.UpdateKind;
import java.util.List;
import java.util.Map;

/** Words an update of the public feed. */
public final class Announcement {
    private static final int MAX_CAUSES = 32;

    private Announcement() {}

    /**
     * @param atMs event time of the fact that caused it
     * @param causeAtMs event time of the newest event behind it
     */
    public static StageFact of(
            String lineage,
            UpdateKind kind,
            String subjectId,
            String summary,
            Map<String, Double> evidence,
            long atMs,
            long causeAtMs,
            List<String> causes) {
        return new StageFact.Announced(Update.newBuilder()
                .setUpdateId(Digest.of("update", lineage, kind.name(), subjectId, Long.toString(atMs), summary))
                .setLineage(lineage)
                .setKind(kind)
                .setSubjectId(subjectId)
                .setSummary(summary)
                .setEvidence(evidence)
                .setAtMs(atMs)
                .setCauseAtMs(causeAtMs)
                .setCauses(causes.stream().limit(MAX_CAUSES).toList())
                .build());
    }
}
