package io.insitu.processors.score;

import io.insitu.processors.Keys;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.score.ScoreMemory.Place;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attempts of open and recently closed groups, and which of them must not be learnt from. */
final class HeldAttempts {
    private static final int MAX_FEEDBACK = 32;

    /** Why a judgement was not heard. */
    static final String TOO_MANY = "its attempt has " + MAX_FEEDBACK + " judgements";

    private final Memory<JournalEntry> attempts;
    private final Memory<Place> places;
    private final BarredNames names;

    HeldAttempts(Memories memories) {
        this.attempts = memories.open(ScoreMemory.ATTEMPTS);
        this.places = memories.open(ScoreMemory.PLACES);
        this.names = new BarredNames(places, memories.open(ScoreMemory.DUES));
    }

    /** One that is still held. */
    record Held(String groupId, JournalEntry entry) {
        Trajectory attempt() {
            return (Trajectory) entry.getBody();
        }
    }

    /** Keeps an attempt; false: it must not be learnt from. */
    boolean keep(JournalEntry entry, Trajectory attempt, String groupId) {
        String lineage = attempt.getLineage();
        String id = attempt.getTrajectoryId();
        Place place = places.get(Keys.of(lineage, id));
        String barred = place == null ? barred(attempt) : place.barred();
        places.put(Keys.of(lineage, id), new Place(groupId, barred));
        attempts.put(Keys.of(lineage, groupId, id), entry);
        return barred.isEmpty();
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

    /** Null: it was never there, or its grace is over. */
    @Nullable
    Held find(String lineage, String id) {
        Place place = places.get(Keys.of(lineage, id));
        JournalEntry held = place == null ? null : attempts.get(Keys.of(lineage, place.groupId(), id));
        return place == null || held == null ? null : new Held(place.groupId(), held);
    }

    /** Takes down one more judgement; false: there are too many. */
    boolean hears(Held held, Feedback judgement) {
        Trajectory attempt = held.attempt();
        if (attempt.getFeedback().size() >= MAX_FEEDBACK) {
            return false;
        }
        List<Feedback> feedback = new ArrayList<>(attempt.getFeedback());
        feedback.add(judgement);
        Trajectory judged = Trajectory.newBuilder(attempt).setFeedback(feedback).build();
        attempts.put(
                Keys.of(attempt.getLineage(), held.groupId(), attempt.getTrajectoryId()),
                JournalEntry.newBuilder(held.entry()).setBody(judged).build());
        return true;
    }

    /** Those of a group that may be learnt from, in order of trajectory id. */
    List<Trajectory> members(String lineage, String groupId) {
        List<Trajectory> members = new ArrayList<>();
        for (Memory.Entry<JournalEntry> entry : attempts.startingWith(Keys.prefix(lineage, groupId))) {
            Trajectory attempt = (Trajectory) entry.value().getBody();
            Place place = places.get(Keys.of(lineage, attempt.getTrajectoryId()));
            if (place == null || place.barred().isEmpty()) {
                members.add(attempt);
            }
        }
        return members;
    }

    /** Retracted, or in quarantine. */
    boolean isBarred(String lineage, String id) {
        Place place = places.get(Keys.of(lineage, id));
        return place != null && !place.barred().isEmpty();
    }

    boolean retracted(String lineage, String id) {
        Place place = places.get(Keys.of(lineage, id));
        return place != null && place.barred().equals(Place.RETRACTED);
    }

    /** Bars a name; when that takes the place of another one, says so in words. */
    Optional<String> bar(String lineage, String id, String why) {
        return names.bar(lineage, id, why);
    }

    /** Lifts a quarantine; the group of the attempt that was in it. */
    Optional<String> approve(String lineage, String id) {
        Place place = places.get(Keys.of(lineage, id));
        if (place == null || !place.barred().equals(Place.QUARANTINED)) {
            return Optional.empty();
        }
        places.put(Keys.of(lineage, id), new Place(place.groupId(), ""));
        return Optional.of(place.groupId());
    }

    void forget(String lineage, String groupId) {
        for (Memory.Entry<JournalEntry> held : attempts.startingWith(Keys.prefix(lineage, groupId))) {
            attempts.delete(held.key());
            places.delete(Keys.of(lineage, Keys.last(held.key())));
        }
    }
}
