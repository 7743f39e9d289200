package io.insitu.ops.cli;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Trajectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a fact was made from.
 *
 * @param kind of the fact
 * @param ids of its causes
 */
record Causes(String kind, List<String> ids) {
    Causes {
        ids = List.copyOf(ids);
    }

    /** Of every fact on the log, by its id; the newest version counts. */
    static Map<String, Causes> read(LogReader log) {
        Map<String, Causes> known = new HashMap<>();
        log.each(Topics.JOURNAL, "", line -> {
            if (line.value().getBody() instanceof Trajectory trajectory) {
                known.put(trajectory.getTrajectoryId(), new Causes("trajectory", trajectory.getEventIds()));
            }
        });
        log.each(
                Topics.EXPERIENCE,
                "",
                line -> known.put(
                        line.value().getExperienceId(),
                        new Causes("experience", line.value().getCauses())));
        log.each(
                Topics.PRINCIPLES,
                "",
                line -> known.put(
                        line.value().getId(),
                        new Causes("principle", line.value().getCauses())));
        log.each(
                Topics.TOOLS,
                "",
                line -> known.put(
                        line.value().getId(), new Causes("tool", line.value().getCauses())));
        log.each(
                Topics.TRAINING_BATCHES,
                "",
                line -> known.put(
                        line.value().getBatchId(),
                        new Causes("batch", line.value().getCauses())));
        log.each(
                Topics.ADAPTERS,
                "",
                line -> known.put(
                        line.value().getAdapterId(),
                        new Causes("adapter", line.value().getCauses())));
        return known;
    }
}
