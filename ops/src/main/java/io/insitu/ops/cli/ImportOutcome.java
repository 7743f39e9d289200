package io.insitu.ops.cli;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.Trajectory;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What came of the runs that were told to the log.
 *
 * @param trajectories of them that were assembled
 * @param experience of these that were scored; by outcome in the three that follow
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
        int principles,
        int tools,
        int toolsWaiting) {
    /**
     * @param told ids of the trajectories that were told
     */
    static ImportOutcome on(LogReader log, String lineage, Set<String> told) {
        Set<String> assembled = new HashSet<>();
        log.each(Topics.JOURNAL, "", line -> {
            if (line.value().getBody() instanceof Trajectory trajectory
                    && told.contains(trajectory.getTrajectoryId())) {
                assembled.add(trajectory.getTrajectoryId());
            }
        });
        Map<String, OutcomeKind> scored = scored(log, told);
        Collection<Tool> tools = log.newest(Topics.TOOLS);
        return new ImportOutcome(
                assembled.size(),
                scored.size(),
                count(scored, OutcomeKind.SUCCESS),
                count(scored, OutcomeKind.FAILURE),
                scored.size() - count(scored, OutcomeKind.SUCCESS) - count(scored, OutcomeKind.FAILURE),
                (int) log.newest(Topics.PRINCIPLES).stream()
                        .filter(entry -> entry.getLineage().equals(lineage) && entry.getStatus() == EntryStatus.ACTIVE)
                        .count(),
                count(tools, lineage, EntryStatus.ACTIVE),
                count(tools, lineage, EntryStatus.CANDIDATE));
    }

    /** The newest outcome of each trajectory told that has one. */
    private static Map<String, OutcomeKind> scored(LogReader log, Set<String> told) {
        Map<String, OutcomeKind> scored = new HashMap<>();
        log.each(Topics.EXPERIENCE, "", line -> {
            String id = line.value().getTrajectory().getTrajectoryId();
            if (told.contains(id)) {
                scored.put(id, line.value().getOutcome());
            }
        });
        return scored;
    }

    private static int count(Map<String, OutcomeKind> scored, OutcomeKind outcome) {
        return (int) scored.values().stream().filter(outcome::equals).count();
    }

    private static int count(Collection<Tool> tools, String lineage, EntryStatus status) {
        return (int) tools.stream()
                .filter(entry -> entry.getLineage().equals(lineage) && entry.getStatus() == status)
                .count();
    }
}
