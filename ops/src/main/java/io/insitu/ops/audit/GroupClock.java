package io.insitu.ops.audit;

import io.insitu.processors.score.Graces;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Says when the attempts of a group must have been scored: when all it announced are there, or its grace is over in log
 * time. One per journal partition; told the partition's entries in their order.
 */
final class GroupClock {
    private final ScoreConfig config;
    private final Consumer<String> due;
    private final Map<List<String>, Group> groups = new HashMap<>();
    private long nowMs;

    private static final class Group {
        private final List<String> waiting = new ArrayList<>();
        private int awaited;
        private int arrived;
        private boolean closed;
        private long sinceMs;
        private final Graces graces;

        private Group(Graces graces) {
            this.graces = graces;
        }
    }

    /**
     * @param due told the id of each trajectory that must have an experience
     */
    GroupClock(ScoreConfig config, Consumer<String> due) {
        this.config = config;
        this.due = due;
    }

    void arrived(Trajectory attempt) {
        boolean alone = attempt.getGroupId().isEmpty();
        String id = attempt.getTrajectoryId();
        List<String> key = List.of(attempt.getLineage(), alone ? id : attempt.getGroupId());
        Group group = groups.computeIfAbsent(key, its -> new Group(config.gracesOf(attempt.getLineage())));
        if (group.closed && group.arrived >= config.maxGroupSize()) {
            group = new Group(config.gracesOf(attempt.getLineage())); // as many as are compared: a group of its own
            groups.put(key, group);
        }
        if (group.arrived == 0) {
            group.sinceMs = nowMs;
        }
        group.awaited = Math.max(group.awaited, alone ? 1 : Math.min(attempt.getGroupSize(), config.maxGroupSize()));
        group.arrived++;
        group.waiting.add(id);
        if (group.closed || group.arrived >= group.awaited) {
            close(group);
        }
    }

    void timePassed(long tickMs) {
        nowMs = Math.max(nowMs, tickMs);
        for (Iterator<Group> each = groups.values().iterator(); each.hasNext(); ) {
            Group group = each.next();
            if (group.sinceMs == 0) {
                group.sinceMs = nowMs; // what began before any tick was seen begins now
            } else if (!group.closed && group.sinceMs + group.graces.groupMs() <= nowMs) {
                close(group);
            } else if (group.closed && group.sinceMs + group.graces.feedbackMs() <= nowMs) {
                each.remove();
            }
        }
    }

    private void close(Group group) {
        group.waiting.forEach(due);
        group.waiting.clear();
        if (!group.closed) {
            group.closed = true;
            group.sinceMs = nowMs;
        }
    }
}
