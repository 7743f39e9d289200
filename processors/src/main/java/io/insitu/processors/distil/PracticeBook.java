package io.insitu.processors.distil;

import io.insitu.processors.Ids;
import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** All practices under test, with the pairs of attempts that speak for and against each. */
final class PracticeBook {
    private static final int ROOM = 6;
    private final Memory<PracticeSlot> memory;
    private final Memory<CalledTools> called;
    private final PracticeConfig config;

    PracticeBook(Memory<PracticeSlot> memory, Memory<CalledTools> called, PracticeConfig config) {
        this.memory = memory;
        this.called = called;
        this.config = config;
    }

    /** Counts an attempt; the practices it spoke of, as they are now. */
    List<WatchedPractice> add(String lineage, Attempt attempt, Deeds deeds) {
        List<WatchedPractice> spoken = new ArrayList<>();
        for (Map.Entry<Practice, String> demanded :
                Instructions.read(deeds.told(), tools(lineage, deeds)).entrySet()) {
            watch(lineage, demanded.getKey(), demanded.getValue());
            spoken.addAll(count(lineage, demanded.getKey().trigger(), attempt, deeds));
        }
        for (Practice error : Repairs.errors(deeds)) {
            Repairs.after(error.tool(), error.error(), deeds).forEach(done -> watch(lineage, done, ""));
            spoken.addAll(count(lineage, error.trigger(), attempt, deeds));
        }
        Practice.PROPOSED.forEach(place -> spoken.addAll(count(lineage, place, attempt, deeds)));
        return spoken;
    }

    /** Whether an attempt of the lineage showed that there is such a tool. */
    boolean knows(String lineage, String tool) {
        CalledTools known = called.get(lineage);
        return known != null && known.names().contains(tool);
    }

    private Set<String> tools(String lineage, Deeds deeds) {
        CalledTools before = called.get(lineage);
        CalledTools known = before == null ? CalledTools.NONE : before;
        Set<String> here = deeds.tools();
        here.removeIf(tool -> tool.length() > Ids.MAX_CHARS);
        CalledTools next = known.with(here);
        if (next != known) {
            called.put(lineage, next);
        }
        return next.and(here);
    }

    private List<WatchedPractice> count(String lineage, String trigger, Attempt attempt, Deeds deeds) {
        List<WatchedPractice> spoken = new ArrayList<>();
        change(lineage, trigger, watched -> {
            Adherence adherence = Adherence.of(watched.practice(), deeds);
            if (adherence == Adherence.NOT_APPLICABLE) {
                return watched;
            }
            WatchedPractice next = watched.with(attempt, adherence == Adherence.FOLLOWED, config);
            spoken.add(next);
            return next;
        });
        return spoken;
    }

    /** Puts a practice under test, if it is not and there is room. */
    void watch(String lineage, Practice practice, String says) {
        PracticeSlot slot = slot(lineage, practice.trigger());
        List<WatchedPractice> known = slot.of(practice.trigger());
        if (known.size() < ROOM
                && known.stream().noneMatch(one -> one.practice().equals(practice))) {
            List<WatchedPractice> more = new ArrayList<>(known);
            more.add(WatchedPractice.of(practice, says));
            put(lineage, slot.with(practice.trigger(), more), practice.trigger());
        }
    }

    /** Whether a proposed practice can be put under test: what is proven gives way to nothing. */
    boolean hasRoom(String lineage, Practice practice) {
        String trigger = practice.trigger();
        List<WatchedPractice> known = slot(lineage, trigger).of(trigger);
        return known.size() < ROOM || known.stream().anyMatch(one -> !one.isProven());
    }

    /**
     * Puts a proposed practice under test. Where there is no room left, the one that has least to show gives way, and is
     * returned; it was tested, and counts as such.
     */
    Optional<Practice> propose(String lineage, Practice practice) {
        String trigger = practice.trigger();
        PracticeSlot slot = slot(lineage, trigger);
        List<WatchedPractice> known = new ArrayList<>(slot.of(trigger));
        Optional<WatchedPractice> leaving = known.size() < ROOM
                ? Optional.empty()
                : known.stream()
                        .filter(one -> !one.isProven())
                        .min(Comparator.comparingDouble(WatchedPractice::eValue));
        leaving.ifPresent(known::remove);
        known.add(WatchedPractice.of(practice, ""));
        List<PracticeSlot.Triggered> triggers = slot.with(trigger, known).triggers();
        put(lineage, new PracticeSlot(triggers, slot.forgotten() + (leaving.isPresent() ? 1 : 0)), trigger);
        return leaving.map(WatchedPractice::practice);
    }

    void put(String lineage, WatchedPractice next) {
        change(
                lineage,
                next.practice().trigger(),
                watched -> watched.practice().equals(next.practice()) ? next : watched);
    }

    /** Corrects the outcome of an attempt, or takes it out, wherever it counts; the practices that changes, as they are now. */
    List<WatchedPractice> correct(String lineage, UnaryOperator<WatchedPractice> correction) {
        List<WatchedPractice> corrected = new ArrayList<>();
        for (Memory.Entry<PracticeSlot> entry : memory.startingWith(Keys.prefix(lineage))) {
            PracticeSlot slot = entry.value();
            List<PracticeSlot.Triggered> changed = slot.triggers().stream()
                    .map(one -> new PracticeSlot.Triggered(
                            one.trigger(),
                            one.practices().stream().map(correction).toList()))
                    .toList();
            if (!changed.equals(slot.triggers())) {
                PracticeSlot next = new PracticeSlot(changed, slot.forgotten());
                memory.put(entry.key(), next);
                next.all().stream().filter(one -> !slot.all().contains(one)).forEach(corrected::add);
            }
        }
        return corrected;
    }

    /** The e-value that is enough at present, see {@link PairBet#enough}. */
    double enough(String lineage) {
        List<Double> known = new ArrayList<>();
        int tested = 0;
        for (Memory.Entry<PracticeSlot> entry : memory.startingWith(Keys.prefix(lineage))) {
            tested += entry.value().forgotten();
            for (WatchedPractice watched : entry.value().all()) {
                known.add(watched.eValue());
                tested++;
            }
        }
        return PairBet.enough(known, tested, config.falseShare());
    }

    private void change(String lineage, String trigger, UnaryOperator<WatchedPractice> change) {
        PracticeSlot slot = slot(lineage, trigger);
        List<WatchedPractice> before = slot.of(trigger);
        List<WatchedPractice> after = before.stream().map(change).toList();
        if (!after.equals(before)) {
            put(lineage, slot.with(trigger, after), trigger);
        }
    }

    private PracticeSlot slot(String lineage, String trigger) {
        PracticeSlot slot = memory.get(key(lineage, trigger));
        return slot == null ? PracticeSlot.EMPTY : slot;
    }

    private void put(String lineage, PracticeSlot slot, String trigger) {
        memory.put(key(lineage, trigger), slot);
    }

    private String key(String lineage, String trigger) {
        int proposed = Practice.PROPOSED.indexOf(trigger);
        // Proposals have places of their own: nothing that agents meet can make them give way.
        int place = proposed < 0 ? Math.floorMod(trigger.hashCode(), config.slots()) : config.slots() + proposed;
        return Keys.of(lineage, Keys.number(place));
    }
}
