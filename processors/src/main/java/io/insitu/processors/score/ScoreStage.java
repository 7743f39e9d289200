package io.insitu.processors.score;

import io.insitu.processors.Keys;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.Refusals;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.processors.score.HeldAttempts.Held;
import io.insitu.processors.score.ScoreMemory.Due;
import io.insitu.processors.score.ScoreMemory.Group;
import io.insitu.processors.score.ScoreMemory.Place;
import io.insitu.processors.score.Scoring.Weighed;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the attempts of a group and says what each was worth once the group is closed; see the package. */
public final class ScoreStage implements Stage {
    private final ScoreConfig config;
    private final OutcomeAudit audit;
    private final Scoring scoring;
    private final Memory<Group> groups;
    private final HeldAttempts attempts;
    private final GroupCalendar calendar;
    private final JudgeDesk judge;
    private final LastSaid said;

    public ScoreStage(ScoreConfig config, Memories memories) {
        this.config = config;
        this.audit = new OutcomeAudit(config, memories);
        this.scoring = new Scoring(config, audit);
        this.groups = memories.open(ScoreMemory.GROUPS);
        this.attempts = new HeldAttempts(memories);
        this.calendar = new GroupCalendar(config, groups, memories.open(ScoreMemory.DUES));
        this.said = new LastSaid(memories.open(ScoreMemory.SAID));
        this.judge =
                new JudgeDesk(config, memories.open(ScoreMemory.QUESTIONS), attempts, scoring::alone, this::sayAgain);
    }

    @Override
    public List<StageFact> decide(StageFact fact) {
        if (!(fact instanceof StageFact.Journal journal)) {
            return List.of();
        }
        JournalEntry entry = journal.entry();
        Object body = entry.getBody();
        if (body instanceof Trajectory attempt) {
            return arrived(entry, attempt);
        } else if (body instanceof LateFeedback late) {
            return judged(entry, late);
        } else if (body instanceof Reply reply) {
            return judge.answered(entry, reply);
        } else if (body instanceof Control control) {
            return commanded(entry, control);
        } else if (body instanceof Tick tick) {
            return timePassed(tick.getNowMs());
        }
        return List.of();
    }

    private List<StageFact> arrived(JournalEntry entry, Trajectory attempt) {
        String lineage = attempt.getLineage();
        String id = attempt.getTrajectoryId();
        // An attempt that belongs to no group is a group of its own.
        String groupId = attempt.getGroupId().isEmpty() ? id : attempt.getGroupId();
        List<StageFact> result = new ArrayList<>();
        Group known = withRoom(entry, groupId, result);
        if (attempts.keep(entry, attempt, groupId)) {
            audit.note(attempt);
        }
        if (known != null && known.closed()) {
            calendar.joined(lineage, groupId, known);
            score(lineage, groupId, id, entry.getAtMs(), List.of(), result);
            // It is news of the others, too: they are compared with it from now on.
            result.addAll(sayAgain(lineage, groupId, entry.getAtMs(), List.of(id)));
            makeRoom(entry.getAtMs(), result);
            return result;
        }
        int awaited = attempt.getGroupId().isEmpty() ? 1 : Math.min(attempt.getGroupSize(), config.maxGroupSize());
        Group group = known == null
                ? open(entry, groupId, awaited, result)
                : Group.open(Math.max(known.awaited(), awaited), known.arrived() + 1, known.dueMs());
        groups.put(Keys.of(lineage, groupId), group);
        if (group.arrived() >= group.awaited()) {
            close(lineage, groupId, group, entry.getAtMs(), result);
        }
        return result;
    }

    /** The group this attempt joins; null: there is none, or it is closed and has as many attempts as are compared. */
    private @Nullable Group withRoom(JournalEntry entry, String groupId, List<StageFact> result) {
        Group known = groups.get(Keys.of(entry.getLineage(), groupId));
        if (known == null || !known.closed() || known.arrived() < config.maxGroupSize()) {
            return known;
        }
        result.add(Overflow.ofOneGroup(entry.getAtMs(), groupId, known.arrived()));
        forget(entry.getLineage(), groupId, entry.getAtMs(), result);
        return null;
    }

    private Group open(JournalEntry entry, String groupId, int awaited, List<StageFact> result) {
        if (calendar.full()) {
            calendar.oldestOpen().ifPresent(oldest -> closeDue(oldest, entry.getAtMs(), result));
            if (calendar.isNews(true)) {
                result.add(Overflow.ofOpenGroups(entry.getAtMs(), config));
            }
        }
        return calendar.opened(entry.getLineage(), groupId, awaited);
    }

    /** Forgets closed groups before their grace is over, if they hold too many attempts. */
    private void makeRoom(long atMs, List<StageFact> result) {
        List<Due> early = calendar.tooMany();
        if (!early.isEmpty() && calendar.isNews(false)) {
            result.add(Overflow.ofClosedGroups(atMs, config));
        }
        early.forEach(due -> forget(due.lineage(), due.groupId(), atMs, result));
    }

    private void close(String lineage, String groupId, Group group, long atMs, List<StageFact> result) {
        calendar.closed(lineage, groupId, group);
        List<Weighed> members = members(lineage, groupId);
        members.forEach(one -> say(one, members, groupId, atMs, List.of(), result));
        makeRoom(atMs, result);
    }

    /** Says again what one attempt of a closed group is worth; the others keep their word. */
    private void score(
            String lineage, String groupId, String id, long atMs, List<String> causes, List<StageFact> result) {
        List<Weighed> members = members(lineage, groupId);
        members.stream()
                .filter(one -> one.attempt().getTrajectoryId().equals(id))
                .forEach(one -> say(one, members, groupId, atMs, causes, result));
    }

    private void say(
            Weighed one,
            List<Weighed> members,
            String groupId,
            long atMs,
            List<String> causes,
            List<StageFact> result) {
        result.add(said.say(scoring.experience(one, members, groupId, atMs, causes)));
        judge.ask(one, groupId, atMs).ifPresent(result::add);
    }

    private List<Weighed> members(String lineage, String groupId) {
        return scoring.weigh(attempts.members(lineage, groupId));
    }

    /**
     * Later evidence on some attempts of a closed group: says again what it changes, of these and of the others, which are
     * compared with them.
     *
     * @param causes what the evidence is
     */
    private List<StageFact> sayAgain(String lineage, String groupId, long atMs, List<String> causes) {
        List<Weighed> members = members(lineage, groupId);
        return members.stream()
                .map(one -> scoring.experience(one, members, groupId, atMs, causes))
                .filter(said::isNews)
                .map(said::say)
                .toList();
    }

    private List<StageFact> judged(JournalEntry entry, LateFeedback late) {
        String lineage = entry.getLineage();
        if (attempts.retracted(lineage, late.getEventId())) {
            return List.of(); // retracted before it came
        }
        Held held = attempts.find(lineage, late.getTrajectoryId());
        if (held == null) {
            return List.of(Refusals.of(
                    entry,
                    DeadLetterReason.UNKNOWN_REFERENCE,
                    "feedback of " + late.getFeedback().getSource() + " after the grace of its attempt, "
                            + config.gracesOf(lineage).feedbackMs() + " ms of log time or "
                            + config.maxClosedAttempts() + " later attempts"));
        }
        if (!attempts.hears(held, late.getFeedback())) {
            return List.of(Refusals.of(entry, DeadLetterReason.LIMIT_REACHED, HeldAttempts.TOO_MANY));
        }
        Group group = groups.get(Keys.of(lineage, held.groupId()));
        return group != null && group.closed()
                ? sayAgain(lineage, held.groupId(), entry.getAtMs(), List.of(late.getEventId()))
                : List.of();
    }

    private List<StageFact> commanded(JournalEntry entry, Control control) {
        if (control.getBody() instanceof Retract retract) {
            return bar(entry, retract.getSubjectId(), Place.RETRACTED);
        } else if (control.getBody() instanceof Quarantine quarantine) {
            return bar(entry, quarantine.getSubjectId(), Place.QUARANTINED);
        } else if (control.getBody() instanceof Approve approve) {
            return approve(control, approve.getSubjectId());
        }
        return List.of();
    }

    private List<StageFact> bar(JournalEntry entry, String id, String why) {
        return attempts.bar(entry.getLineage(), id, why)
                .map(words -> List.of(Refusals.of(entry, DeadLetterReason.LIMIT_REACHED, words)))
                .orElse(List.of());
    }

    private List<StageFact> approve(Control control, String id) {
        String lineage = control.getLineage();
        List<StageFact> result = new ArrayList<>();
        attempts.approve(lineage, id).ifPresent(groupId -> {
            Group group = groups.get(Keys.of(lineage, groupId));
            if (group != null && group.closed()) {
                score(lineage, groupId, id, control.getAtMs(), List.of(control.getCommandId()), result);
            }
        });
        return result;
    }

    private List<StageFact> timePassed(long tickMs) {
        long nowMs = calendar.advanced(tickMs);
        List<StageFact> result = new ArrayList<>();
        calendar.openTooLong(nowMs).forEach(due -> closeDue(due, nowMs, result));
        calendar.pastFeedback(nowMs).forEach(due -> forget(due.lineage(), due.groupId(), nowMs, result));
        return result;
    }

    private void closeDue(Due due, long atMs, List<StageFact> result) {
        Group group = groups.get(Keys.of(due.lineage(), due.groupId()));
        if (group != null && !group.closed()) {
            close(due.lineage(), due.groupId(), group, atMs, result);
        }
    }

    private void forget(String lineage, String groupId, long atMs, List<StageFact> result) {
        result.addAll(judge.close(lineage, groupId, atMs));
        said.forget(lineage, groupId);
        calendar.forgotten(lineage, groupId);
        attempts.forget(lineage, groupId);
    }
}
