package io.insitu.processors.score;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.processors.score.ScoreMemory.Due;
import io.insitu.processors.score.ScoreMemory.Place;
import java.util.List;
import java.util.Optional;

/**
 * Bars attempts and events from being learnt from. A name nobody knows yet is barred too, since a command may overtake its
 * attempt; or it names what never was, so only the newest of these are kept.
 */
final class BarredNames {
    /** Per partition. */
    static final int CAPACITY = 1_024;

    private static final String BARRED = "barred";
    private final Memory<Place> places;
    private final Memory<Due> order;

    BarredNames(Memory<Place> places, Memory<Due> order) {
        this.places = places;
        this.order = order;
    }

    /** Bars a name; when that takes the place of another one, says so in words. */
    Optional<String> bar(String lineage, String id, String why) {
        Place place = places.get(Keys.of(lineage, id));
        if (place == null) {
            return add(lineage, id, why);
        }
        if (!place.barred().equals(Place.RETRACTED)) {
            places.put(Keys.of(lineage, id), new Place(place.groupId(), why));
        }
        return Optional.empty();
    }

    private Optional<String> add(String lineage, String id, String why) {
        List<Memory.Entry<Due>> known = order.startingWith(Keys.prefix(BARRED));
        long number =
                known.isEmpty() ? 0 : Keys.numberAt(known.get(known.size() - 1).key(), 1) + 1;
        order.put(Keys.of(BARRED, Keys.number(number)), Due.of(lineage, id));
        places.put(Keys.of(lineage, id), new Place("", why));
        return known.size() < CAPACITY ? Optional.empty() : forget(known.get(0));
    }

    private Optional<String> forget(Memory.Entry<Due> oldest) {
        String id = oldest.value().groupId();
        String key = Keys.of(oldest.value().lineage(), id);
        order.delete(oldest.key());
        Place place = places.get(key);
        if (place == null || !place.groupId().isEmpty()) {
            return Optional.empty(); // its attempt came, and is forgotten with its group
        }
        places.delete(key);
        return Optional.of(CAPACITY + " names nobody knows are barred; the oldest no longer is: " + id);
    }
}
