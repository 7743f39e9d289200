package io.insitu.processors.score;

import static io.insitu.processors.score.ScoreMemory.due;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.processors.score.ScoreMemory.Due;
import io.insitu.processors.score.ScoreMemory.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** When a group must be looked at again: an open one that waits in vain, a closed one past the grace for feedback. */
final class GroupCalendar {
    private static final String NOW = "now";
    private static final String OPEN = "open";
    private static final String CLOSED = "closed";
    private static final int DUES_PER_TICK = 512;

    private final ScoreConfig config;
    private final Memory<Group> groups;
    private final Memory<Due> dues;

    GroupCalendar(ScoreConfig config, Memory<Group> groups, Memory<Due> dues) {
        this.config = config;
        this.groups = groups;
        this.dues = dues;
    }

    /** Whether no more groups may be open at once. */
    boolean full() {
        return now().open() >= config.maxOpenGroups();
    }

    /** The open group that is due first, which is due no longer. */
    Optional<Due> oldestOpen() {
        List<Memory.Entry<Due>> first = dues.startingWith(Keys.prefix(OPEN), 1);
        first.forEach(entry -> dues.delete(entry.key()));
        return first.stream().map(Memory.Entry::value).findFirst();
    }

    /** A new group with its first attempt. */
    Group opened(String lineage, String groupId, int awaited) {
        Due now = now();
        long dueMs = now.nowMs() + config.gracesOf(lineage).groupMs();
        dues.put(due(false, dueMs, lineage, groupId), new Due(lineage, groupId, 0, 0));
        dues.put(NOW, new Due("", "", now.nowMs(), now.open() + 1));
        return new Group(awaited, 1, false, dueMs);
    }

    /** From here on only feedback changes the group, and only for a while. */
    void closed(String lineage, String groupId, Group group) {
        Due now = now();
        long dueMs = now.nowMs() + config.gracesOf(lineage).feedbackMs();
        dues.delete(due(false, group.dueMs(), lineage, groupId));
        dues.put(due(true, dueMs, lineage, groupId), new Due(lineage, groupId, 0, 0));
        dues.put(NOW, new Due("", "", now.nowMs(), now.open() - 1));
        groups.put(Keys.of(lineage, groupId), new Group(group.awaited(), group.arrived(), true, dueMs));
    }

    /** Log time after this tick; it never runs backwards. */
    long advanced(long tickMs) {
        Due now = now();
        long nowMs = Math.max(now.nowMs(), tickMs);
        dues.put(NOW, new Due("", "", nowMs, now.open()));
        return nowMs;
    }

    /** Open groups that waited long enough; they are due no longer. */
    List<Due> openTooLong(long nowMs) {
        return taken(OPEN, Graces::groupMs, nowMs);
    }

    /** Closed groups that no feedback can reach any more; they are due no longer. */
    List<Due> pastFeedback(long nowMs) {
        return taken(CLOSED, Graces::feedbackMs, nowMs);
    }

    /** What is due by now; what began before any tick was seen begins now instead. */
    private List<Due> taken(String phase, ToLongFunction<Graces> grace, long nowMs) {
        List<Due> taken = new ArrayList<>();
        for (Memory.Entry<Due> entry : dues.startingWith(Keys.prefix(phase), DUES_PER_TICK)) {
            long dueMs = Keys.numberAt(entry.key(), 1);
            if (dueMs > nowMs) {
                break;
            }
            dues.delete(entry.key());
            long graceMs = grace.applyAsLong(config.gracesOf(entry.value().lineage()));
            if (dueMs == graceMs) {
                postpone(entry.value(), phase.equals(CLOSED), nowMs + graceMs);
            } else {
                taken.add(entry.value());
            }
        }
        return taken;
    }

    private void postpone(Due due, boolean closed, long dueMs) {
        String key = Keys.of(due.lineage(), due.groupId());
        Group group = groups.get(key);
        if (group != null) {
            dues.put(due(closed, dueMs, due.lineage(), due.groupId()), due);
            groups.put(key, new Group(group.awaited(), group.arrived(), closed, dueMs));
        }
    }

    private Due now() {
        Due now = dues.get(NOW);
        return now == null ? new Due("", "", 0, 0) : now;
    }
}
