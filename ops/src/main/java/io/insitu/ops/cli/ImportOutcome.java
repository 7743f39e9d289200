package io.insitu.ops.cli;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.Trajectory;
import java.util.Collection;

/**
 * What came of the runs that were told to the log.
 *
 * @param trajectories of them that were assembled
 * @param experience of these that were scored; by outcome in the four that follow
 * @param broken stopped by the world: no grade
 * @param unknown judged by nobody
 * @param principles served to their lineage now, whatever they were learnt from
 * @param tools the same
 * @param toolsWaiting tools of their lineage that nobody could try yet
 */
record ImportOutcome(
        int trajectories,
        int experience,
        int success,
        int failure,
        int broken,
        int unknown,
        int principles,
        int tools,
        int toolsWaiting) {
    /**
     * @param told ids of the trajectories that were told
     */
    static ImportOutcome on(LogReader log, String lineage, RunIds told) {
        RunIds assembled = new RunIds();
        log.each(Topics.JOURNAL, "", line -> {
            if (line.value().getBody() instanceof Trajectory trajectory
                    && told.contains(trajectory.getTrajectoryId())) {
                assembled.add(trajectory.getTrajectoryId());
            }
        });
        Scored scored = new Scored();
        log.each(Topics.EXPERIENCE, "", line -> {
            String id = line.value().getTrajectory().getTrajectoryId();
            if (told.contains(id)) {
                scored.put(id, line.value().getOutcome());
            }
        });
        Collection<Tool> tools = log.newest(Topics.TOOLS);
        return new ImportOutcome(
                assembled.size(),
                scored.size(),
                scored.success.size(),
                scored.failure.size(),
                scored.broken.size(),
                scored.unknown.size(),
                (int) log.newest(Topics.PRINCIPLES).stream()
                        .filter(entry -> entry.getLineage().equals(lineage) && entry.getStatus() == EntryStatus.ACTIVE)
                        .count(),
                count(tools, lineage, EntryStatus.ACTIVE),
                count(tools, lineage, EntryStatus.CANDIDATE));
    }

    /** Trajectories by their newest outcome. */
    private static final class Scored {
        private final RunIds success = new RunIds();
        private final RunIds failure = new RunIds();
        private final RunIds broken = new RunIds();
        private final RunIds unknown = new RunIds();

        private int size() {
            return success.size() + failure.size() + broken.size() + unknown.size();
        }

        private void put(String id, OutcomeKind outcome) {
            success.remove(id);
            failure.remove(id);
            broken.remove(id);
            unknown.remove(id);
            (switch (outcome) {
                        case SUCCESS -> success;
                        case FAILURE -> failure;
                        case INFRASTRUCTURE -> broken;
                        case UNKNOWN -> unknown;
                    })
                    .add(id);
        }
    }

    private static int count(Collection<Tool> tools, String lineage, EntryStatus status) {
        return (int) tools.stream()
                .filter(entry -> entry.getLineage().equals(lineage) && entry.getStatus() == status)
                .count();
    }
}
