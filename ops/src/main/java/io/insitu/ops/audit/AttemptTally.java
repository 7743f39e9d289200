package io.insitu.ops.audit;

import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows events into attempts. An emitter numbers its events from 0 without gaps, so an attempt that ended shows what
 * never reached the log; each event that did must be in its attempt's trajectory, be late feedback, or have a letter.
 */
final class AttemptTally {
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();
    private final Map<String, Set<String>> closed = new HashMap<>();
    private final Set<String> late = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<Place> refusedPlaces = new HashSet<>();
    private long events;
    private long eventsTwice;
    private long closedTwice;

    /** The events of one attempt that are on the log. */
    private static final class Attempt {
        private final BitSet seqs = new BitSet();
        private final Map<String, Place> events = new LinkedHashMap<>();
        private int endSeq = -1;

        int gaps() {
            return endSeq < 0 ? 0 : endSeq + 1 - seqs.get(0, endSeq + 1).cardinality();
        }

        boolean whole() {
            return endSeq >= 0 && gaps() == 0;
        }
    }

    /** An event on the log. */
    void event(Interaction event, Place place) {
        if (event.getBody() instanceof Tick) {
            return;
        }
        Attempt attempt = attempts.computeIfAbsent(event.getTrajectoryId(), id -> new Attempt());
        if (attempt.events.putIfAbsent(event.getEventId(), place) != null) {
            eventsTwice++;
            return;
        }
        events++;
        if (event.getSeq() >= 0) {
            attempt.seqs.set(event.getSeq());
        }
        if (event.getBody() instanceof TrajectoryEnded) {
            attempt.endSeq = attempt.endSeq < 0 ? event.getSeq() : Math.min(attempt.endSeq, event.getSeq());
        }
    }

    /** A trajectory in the journal. */
    void trajectory(String trajectoryId, List<String> eventIds) {
        if (closed.putIfAbsent(trajectoryId, new HashSet<>(eventIds)) != null) {
            closedTwice++;
        }
    }

    /** Feedback in the journal on its own. */
    void lateFeedback(String eventId) {
        late.add(eventId);
    }

    /** A dead letter about an event at this place. */
    void letterAbout(Place place) {
        refusedPlaces.add(place);
    }

    /** A dead letter about an event that had waited in memory: its place is not known any more. */
    void letterAbout(String eventId) {
        refused.add(eventId);
    }

    Tally events() {
        long lost = 0;
        long open = 0;
        for (Map.Entry<String, Attempt> each : attempts.entrySet()) {
            Attempt attempt = each.getValue();
            lost += attempt.gaps();
            Set<String> taken = closed.get(each.getKey());
            long pending = attempt.events.entrySet().stream()
                    .filter(event -> taken == null || !taken.contains(event.getKey()))
                    .filter(event -> !late.contains(event.getKey()) && !isRefused(event))
                    .count();
            if (taken != null) {
                lost += pending; // its trajectory was closed without it, and nobody said why
            } else if (!attempt.whole()) {
                open += pending; // waits for its end, or for silence
            }
        }
        return new Tally("events", events, eventsTwice, lost, open);
    }

    Tally trajectories() {
        long lost = 0;
        long open = 0;
        for (Map.Entry<String, Attempt> each : attempts.entrySet()) {
            Attempt attempt = each.getValue();
            boolean explained = closed.containsKey(each.getKey())
                    || attempt.events.entrySet().stream().allMatch(this::isRefused);
            if (!explained) {
                lost += attempt.whole() ? 1 : 0;
                open += attempt.whole() ? 0 : 1;
            }
        }
        return new Tally("trajectories", closed.size(), closedTwice, lost, open);
    }

    private boolean isRefused(Map.Entry<String, Place> event) {
        return refused.contains(event.getKey()) || refusedPlaces.contains(event.getValue());
    }
}
