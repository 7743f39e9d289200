package io.insitu.processors.score;

import static io.insitu.processors.score.ScoreMemory.due;

import io.insitu.processors.Keys;
import io.insitu.processors.Limit;
import io.insitu.processors.Memory;
import io.insitu.processors.score.ScoreMemory.Due;
import io.insitu.processors.score.ScoreMemory.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * When a group must be looked at again: an open one that waits in vain, a closed one past the grace for feedback; and which
 * ones must go before that because there are too many.
 */
final class GroupCalendar {
    private static final String NOW = "now";
    private static final String OPEN = "open";
    private static final String CLOSED = "closed";
    private static final int DUES_PER_TICK = 512;
    /** Room that is made at once, so that not each group that closes looks for one to forget. */
    private static final int SPARE = 64;

    private final ScoreConfig config;
    private final Limit openGroups;
    private final Limit closedAttempts;
    private final Memory<Group> groups;
    private final Memory<Due> dues;

    GroupCalendar(ScoreConfig config, Memory<Group> groups, Memory<Due> dues) {
        this.config = config;
        this.openGroups = new Limit(config.maxOpenGroups());
        this.closedAttempts = new Limit(config.maxClosedAttempts());
        this.groups = groups;
        this.dues = dues;
    }

    /** Whether no more groups may be open at once. */
    boolean full() {
        return openGroups.reachedBy(now().open());
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
        dues.put(due(false, dueMs, lineage, groupId), Due.of(lineage, groupId));
        dues.put(NOW, now.counting(now.open() + 1, now.attempts()));
        return Group.open(awaited, 1, dueMs);
    }

    /** From here on only feedback changes the group, and only for a while. */
    void closed(String lineage, String groupId, Group group) {
        Due now = now();
        long dueMs = now.nowMs() + config.gracesOf(lineage).feedbackMs();
        dues.delete(due(false, group.dueMs(), lineage, groupId));
        dues.put(due(true, dueMs, lineage, groupId), Due.of(lineage, groupId));
        put(now.counting(now.open() - 1, now.attempts() + group.arrived()));
        groups.put(Keys.of(lineage, groupId), group.closed(dueMs));
    }

    /** A closed group has one attempt more. */
    void joined(String lineage, String groupId, Group group) {
        Due now = now();
        dues.put(NOW, now.counting(now.open(), now.attempts() + 1));
        groups.put(Keys.of(lineage, groupId), group.oneLate());
    }

    /** A closed group is no more. */
    void forgotten(String lineage, String groupId) {
        Group group = groups.get(Keys.of(lineage, groupId));
        if (group != null) {
            Due now = now();
            put(now.counting(now.open(), now.attempts() - group.counted()));
            dues.delete(due(true, group.dueMs(), lineage, groupId));
            groups.delete(Keys.of(lineage, groupId));
        }
    }

    /**
     * Closed groups that must make room for newer ones, the one that is due first first; they are due no longer. A record adds one
     * group's attempts at most and lets twice as many go, however many there are.
     */
    List<Due> tooMany() {
        int over = now().attempts() - closedAttempts.most();
        if (over <= 0) {
            return List.of();
        }
        int wanted = Math.min(over, 2 * config.maxGroupSize()) + Math.min(SPARE, closedAttempts.most() / SPARE);
        List<Due> taken = new ArrayList<>();
        for (Memory.Entry<Due> entry : dues.startingWith(Keys.prefix(CLOSED), wanted)) {
            Group group =
                    groups.get(Keys.of(entry.value().lineage(), entry.value().groupId()));
            dues.delete(entry.key());
            taken.add(entry.value());
            wanted -= group == null ? 0 : group.counted();
            if (wanted <= 0) {
                break;
            }
        }
        return taken;
    }

    /** Whether it must be said that groups close early, or are forgotten early; then it was. */
    boolean isNews(boolean ofOpen) {
        Due now = now();
        if (ofOpen ? now.openFull() : now.closedFull()) {
            return false;
        }
        dues.put(NOW, now.full(ofOpen || now.openFull(), !ofOpen || now.closedFull()));
        return true;
    }

    /** Log time after this tick; it never runs backwards. */
    long advanced(long tickMs) {
        Due now = now();
        long nowMs = Math.max(now.nowMs(), tickMs);
        dues.put(NOW, now.at(nowMs));
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
            groups.put(key, group.due(dueMs));
        }
    }

    /** There are fewer: where there is plenty of room again, the next time there is none is news. */
    private void put(Due now) {
        dues.put(
                NOW,
                now.full(
                        now.openFull() && !openGroups.farFrom(now.open()),
                        now.closedFull() && !closedAttempts.farFrom(now.attempts())));
    }

    private Due now() {
        Due now = dues.get(NOW);
        return now == null ? Due.NOTHING : now;
    }
}
