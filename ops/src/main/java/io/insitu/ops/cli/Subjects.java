package io.insitu.ops.cli;

import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.processors.Ids;
import io.insitu.schemas.Topics;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether there is, or can be, what a command is about. */
final class Subjects {
    private Subjects() {}

    /** Fails when a lineage of this name could not be: events of it would all become dead letters. */
    static void checkLineage(String name) {
        String violation = Ids.violation("--lineage", name);
        if (violation != null) {
            throw UserError.usage(violation);
        }
    }

    /** Learnt for a lineage, so it can be served or not. */
    static boolean learnt(LogReader log, String lineage, String id) {
        return log.newest(Topics.PRINCIPLES).stream()
                        .anyMatch(entry -> entry.getLineage().equals(lineage)
                                && entry.getId().equals(id))
                || log.newest(Topics.TOOLS).stream()
                        .anyMatch(entry -> entry.getLineage().equals(lineage)
                                && entry.getId().equals(id))
                || log.newest(Topics.ADAPTERS).stream()
                        .anyMatch(version -> version.getLineage().equals(lineage)
                                && version.getAdapterId().equals(id));
    }

    /** An event that agents of a lineage told, or the trajectory of one. */
    static boolean told(LogReader log, String lineage, String id) {
        AtomicBoolean told = new AtomicBoolean();
        log.each(Topics.INTERACTIONS, "", line -> {
            if (line.value().getLineage().equals(lineage)
                    && (line.value().getEventId().equals(id)
                            || line.value().getTrajectoryId().equals(id))) {
                told.set(true);
            }
        });
        return told.get();
    }
}
