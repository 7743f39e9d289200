package io.insitu.processors.distil;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import org.jspecify.annotations.Nullable;

/** The newest scored attempts of each lineage, found by number or by trajectory. */
public final class AttemptLog {
    /** How many attempts a lineage has had. */
    public record Position(int next) {}

    /** Where the attempt of a trajectory is. */
    public record Place(int number) {}

    private final Memory<Attempt> attempts;
    private final Memory<Place> places;
    private final Memory<Position> positions;
    private final int capacity;

    public AttemptLog(Memory<Attempt> attempts, Memory<Place> places, Memory<Position> positions, DistilConfig config) {
        this.attempts = attempts;
        this.places = places;
        this.positions = positions;
        this.capacity = config.remembered();
    }

    int next(String lineage) {
        Position position = positions.get(lineage);
        return position == null ? 0 : position.next();
    }

    /** Keeps an attempt; the one that had its place in the ring is forgotten. */
    void keep(String lineage, Attempt attempt) {
        String key = slot(lineage, attempt.number());
        Attempt oldest = attempts.get(key);
        if (oldest != null && oldest.number() != attempt.number()) {
            places.delete(Keys.of(lineage, oldest.trajectoryId()));
        }
        attempts.put(key, attempt);
        places.put(Keys.of(lineage, attempt.trajectoryId()), new Place(attempt.number()));
        positions.put(lineage, new Position(Math.max(next(lineage), attempt.number() + 1)));
    }

    @Nullable
    Attempt numbered(String lineage, int number) {
        Attempt attempt = attempts.get(slot(lineage, number));
        return attempt != null && attempt.number() == number ? attempt : null;
    }

    /** The attempt of a trajectory, if it is remembered. */
    public @Nullable Attempt of(String lineage, String trajectoryId) {
        Place place = places.get(Keys.of(lineage, trajectoryId));
        return place == null ? null : numbered(lineage, place.number());
    }

    void forget(String lineage, Attempt attempt) {
        attempts.delete(slot(lineage, attempt.number()));
        places.delete(Keys.of(lineage, attempt.trajectoryId()));
    }

    private String slot(String lineage, int number) {
        return Keys.of(lineage, Keys.number(number % capacity));
    }
}
