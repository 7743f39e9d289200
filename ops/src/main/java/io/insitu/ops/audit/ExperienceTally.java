package io.insitu.ops.audit;

import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every trajectory of the journal whose group is closed must be scored: once on its own account, and once more for each
 * later fact that corrects it. One that an operator ever barred may be scored or not.
 */
final class ExperienceTally {
    private final ScoreConfig config;
    private final Map<Integer, GroupClock> clocks = new HashMap<>();
    private final Map<String, List<String>> eventsOf = new HashMap<>();
    private final Set<String> due = new HashSet<>();
    private final Set<String> barred = new HashSet<>();
    private final Set<String> scored = new HashSet<>();
    private final Set<List<String>> scorings = new HashSet<>();
    private long twice;

    ExperienceTally(ScoreConfig config) {
        this.config = config;
    }

    /** The journal, each partition in its order. */
    void entry(JournalEntry entry, int partition) {
        GroupClock clock = clocks.computeIfAbsent(partition, number -> new GroupClock(config, due::add));
        if (entry.getBody() instanceof Tick tick) {
            clock.timePassed(tick.getNowMs());
        } else if (entry.getBody() instanceof Trajectory attempt) {
            if (eventsOf.putIfAbsent(attempt.getTrajectoryId(), attempt.getEventIds()) == null) {
                clock.arrived(attempt);
            }
        } else if (entry.getBody() instanceof Control control) {
            bar(control.getBody());
        }
    }

    private void bar(Object command) {
        if (command instanceof Retract retract) {
            barred.add(retract.getSubjectId());
        } else if (command instanceof Quarantine quarantine) {
            barred.add(quarantine.getSubjectId());
        } else if (command instanceof Approve approve) {
            barred.add(approve.getSubjectId());
        }
    }

    /** What scoring said, in any order. */
    void experience(Experience experience) {
        scored.add(experience.getTrajectory().getTrajectoryId());
        // The first cause is the trajectory itself; what follows corrected an earlier score.
        if (!scorings.add(experience.getCauses())) {
            twice++;
        }
    }

    Tally experience() {
        long lost =
                due.stream().filter(id -> !scored.contains(id) && !isBarred(id)).count();
        long open = eventsOf.keySet().stream()
                .filter(id -> !due.contains(id) && !scored.contains(id))
                .count();
        return new Tally("experience", scored.size(), twice, lost, open);
    }

    private boolean isBarred(String id) {
        return barred.contains(id)
                || eventsOf.getOrDefault(id, List.of()).stream().anyMatch(barred::contains);
    }
}
