package io.insitu.processors.score;

import io.insitu.processors.Keys;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.processors.score.ScoreMemory.Due;
import io.insitu.processors.score.ScoreMemory.Group;
import io.insitu.processors.score.ScoreMemory.Place;
import io.insitu.processors.score.Scoring.Weighed;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Gathers the attempts of a group and says what each was worth once the group is closed; see the package. */
public final class ScoreStage implements Stage {
    private static final int MAX_FEEDBACK = 32;

    private final ScoreConfig config;
    private final OutcomeAudit audit;
    private final Scoring scoring;
    private final Memory<Group> groups;
    private final Memory<JournalEntry> attempts;
    private final Memory<Place> places;
    private final GroupCalendar calendar;
    private final BarredNames names;

    public ScoreStage(ScoreConfig config, Memories memories) {
        this.config = config;
        this.audit = new OutcomeAudit(config, memories);
        this.scoring = new Scoring(config, audit);
        this.groups = memories.open(ScoreMemory.GROUPS);
        this.attempts = memories.open(ScoreMemory.ATTEMPTS);
        this.places = memories.open(ScoreMemory.PLACES);
        this.calendar = new GroupCalendar(config, groups, memories.open(ScoreMemory.DUES));
        this.names = new BarredNames(places, memories.open(ScoreMemory.DUES));
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
        Place place = places.get(Keys.of(lineage, id));
        String barred = place == null ? barred(attempt) : place.barred();
        places.put(Keys.of(lineage, id), new Place(groupId, barred));
        if (barred.isEmpty()) {
            audit.note(attempt);
        }
        attempts.put(Keys.of(lineage, groupId, id), entry);
        List<StageFact> result = new ArrayList<>();
        Group known = groups.get(Keys.of(lineage, groupId));
        if (known != null && known.closed()) {
            score(lineage, groupId, id, entry.getAtMs(), List.of(), result);
            return result;
        }
        int awaited = attempt.getGroupId().isEmpty() ? 1 : Math.min(attempt.getGroupSize(), config.maxGroupSize());
        Group group = known == null
                ? open(lineage, groupId, awaited, entry.getAtMs(), result)
                : new Group(Math.max(known.awaited(), awaited), known.arrived() + 1, false, known.dueMs());
        groups.put(Keys.of(lineage, groupId), group);
        if (group.arrived() >= group.awaited()) {
            close(lineage, groupId, group, entry.getAtMs(), result);
        }
        return result;
    }

    private Group open(String lineage, String groupId, int awaited, long atMs, List<StageFact> result) {
        if (calendar.full()) {
            calendar.oldestOpen().ifPresent(oldest -> closeDue(oldest, atMs, result));
        }
        return calendar.opened(lineage, groupId, awaited);
    }

    private void close(String lineage, String groupId, Group group, long atMs, List<StageFact> result) {
        calendar.closed(lineage, groupId, group);
        List<Weighed> members = members(lineage, groupId);
        members.forEach(
                one -> result.add(new StageFact.Scored(scoring.experience(one, members, groupId, atMs, List.of()))));
    }

    /** Says again what one attempt of a closed group is worth; the others keep their word. */
    private void score(
            String lineage, String groupId, String id, long atMs, List<String> causes, List<StageFact> result) {
        List<Weighed> members = members(lineage, groupId);
        members.stream()
                .filter(one -> one.attempt().getTrajectoryId().equals(id))
                .forEach(one ->
                        result.add(new StageFact.Scored(scoring.experience(one, members, groupId, atMs, causes))));
    }

    private List<Weighed> members(String lineage, String groupId) {
        List<Weighed> members = new ArrayList<>();
        for (Memory.Entry<JournalEntry> entry : attempts.startingWith(Keys.prefix(lineage, groupId))) {
            Trajectory attempt = (Trajectory) entry.value().getBody();
            Place place = places.get(Keys.of(lineage, attempt.getTrajectoryId()));
            if (place == null || place.barred().isEmpty()) {
                members.add(scoring.weigh(attempt));
            }
        }
        return members;
    }

    private List<StageFact> judged(JournalEntry entry, LateFeedback late) {
        String lineage = entry.getLineage();
        Place event = places.get(Keys.of(lineage, late.getEventId()));
        if (event != null && event.barred().equals(Place.RETRACTED)) {
            return List.of(); // retracted before it came
        }
        Place place = places.get(Keys.of(lineage, late.getTrajectoryId()));
        String key = place == null ? "" : Keys.of(lineage, place.groupId(), late.getTrajectoryId());
        JournalEntry held = place == null ? null : attempts.get(key);
        if (place == null || held == null) {
            return refuse(entry, DeadLetterReason.UNKNOWN_REFERENCE, "feedback after the grace of its attempt");
        }
        Trajectory attempt = (Trajectory) held.getBody();
        if (attempt.getFeedback().size() >= MAX_FEEDBACK) {
            return refuse(entry, DeadLetterReason.LIMIT_REACHED, "its attempt has " + MAX_FEEDBACK + " judgements");
        }
        List<Feedback> feedback = new ArrayList<>(attempt.getFeedback());
        feedback.add(late.getFeedback());
        Trajectory judged = Trajectory.newBuilder(attempt).setFeedback(feedback).build();
        attempts.put(key, JournalEntry.newBuilder(held).setBody(judged).build());
        Group group = groups.get(Keys.of(lineage, place.groupId()));
        List<StageFact> result = new ArrayList<>();
        Weighed before = scoring.weigh(attempt);
        Weighed after = scoring.weigh(judged);
        if (group != null && group.closed() && !after.agrees(before)) {
            score(
                    lineage,
                    place.groupId(),
                    late.getTrajectoryId(),
                    entry.getAtMs(),
                    List.of(late.getEventId()),
                    result);
        }
        return result;
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
        return names.bar(entry.getLineage(), id, why)
                .map(words -> refuse(entry, DeadLetterReason.LIMIT_REACHED, words))
                .orElse(List.of());
    }

    private List<StageFact> approve(Control control, String id) {
        String lineage = control.getLineage();
        Place place = places.get(Keys.of(lineage, id));
        List<StageFact> result = new ArrayList<>();
        if (place != null && place.barred().equals(Place.QUARANTINED)) {
            places.put(Keys.of(lineage, id), new Place(place.groupId(), ""));
            Group group = groups.get(Keys.of(lineage, place.groupId()));
            if (group != null && group.closed()) {
                score(lineage, place.groupId(), id, control.getAtMs(), List.of(control.getCommandId()), result);
            }
        }
        return result;
    }

    private List<StageFact> timePassed(long tickMs) {
        long nowMs = calendar.advanced(tickMs);
        List<StageFact> result = new ArrayList<>();
        calendar.openTooLong(nowMs).forEach(due -> closeDue(due, nowMs, result));
        calendar.pastFeedback(nowMs).forEach(this::forget);
        return result;
    }

    private void closeDue(Due due, long atMs, List<StageFact> result) {
        Group group = groups.get(Keys.of(due.lineage(), due.groupId()));
        if (group != null && !group.closed()) {
            close(due.lineage(), due.groupId(), group, atMs, result);
        }
    }

    private void forget(Due due) {
        groups.delete(Keys.of(due.lineage(), due.groupId()));
        for (Memory.Entry<JournalEntry> held : attempts.startingWith(Keys.prefix(due.lineage(), due.groupId()))) {
            attempts.delete(held.key());
            places.delete(Keys.of(due.lineage(), Keys.last(held.key())));
        }
    }

    /** An event may have been retracted before its attempt was whole. */
    private String barred(Trajectory attempt) {
        return attempt.getEventIds().stream()
                .map(eventId -> places.get(Keys.of(attempt.getLineage(), eventId)))
                .filter(Objects::nonNull)
                .map(Place::barred)
                .findFirst()
                .orElse("");
    }

    private static List<StageFact> refuse(JournalEntry entry, DeadLetterReason reason, String detail) {
        return List.of(new StageFact.Refused(DeadLetter.newBuilder()
                .setOriginTopic(Topics.JOURNAL.name())
                .setOriginPartition(-1)
                .setOriginOffset(-1)
                .setReason(reason)
                .setDetail(detail + "; journal entry " + entry.getEntryId())
                .setAtMs(entry.getAtMs())
                .build()));
    }
}
