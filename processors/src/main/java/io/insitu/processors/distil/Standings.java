package io.insitu.processors.distil;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.schemas.event.Principle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How the principles from contrast of each lineage fare, in a table of so many places, each for one principle. */
public final class Standings {
    private static final int LINEAGES = 64;

    private final Memory<Standing> memory;
    private final PracticeConfig config;
    private final Map<String, StandingEvidence> evidence = new PerLineage<>(LINEAGES);

    public Standings(Memory<Standing> memory, PracticeConfig config) {
        this.memory = memory;
        this.config = config;
    }

    /** Of what is noted from now on. What is noted anew goes on where it stood: it is the same claim, and one bet on it. */
    void begin(Principle principle) {
        String key = key(principle);
        Standing before = memory.get(key);
        if (before != null && before.principleId().equals(principle.getId())) {
            put(principle.getLineage(), key, before.anew());
            return;
        }
        Practice practice = Practice.proposed(principle.getConditions(), principle.getAction());
        put(
                principle.getLineage(),
                key,
                Standing.of(
                        principle.getId(),
                        practice,
                        before == null ? 0 : before.dropped() + before.doubts().size(),
                        before == null ? 0 : before.earlier() + 1));
    }

    /** With one more attempt where the principle speaks; null where nothing is known of it. */
    @Nullable
    Standing heard(Principle principle, Attempt attempt, String group, boolean followed) {
        Standing before = of(principle);
        if (before == null) {
            return null;
        }
        Standing next =
                before.with(attempt, group, followed, config); // another one always: the attempt waits or is paired
        put(principle, next);
        return next;
    }

    /** Whether failures of those who followed it just now may not be its own; see {@link Standing}. */
    public boolean excusesFailures(Principle principle) {
        Standing standing = of(principle);
        return standing != null && standing.excusesFailures(config.doubtChance());
    }

    @Nullable
    Standing of(Principle principle) {
        Standing standing = memory.get(key(principle));
        return standing != null && standing.principleId().equals(principle.getId()) ? standing : null;
    }

    void put(Principle principle, Standing standing) {
        put(principle.getLineage(), key(principle), standing);
    }

    /** Corrects or takes out an attempt wherever it counts; what that changes, as it is now. */
    List<Standing> correct(String lineage, UnaryOperator<Standing> correction) {
        List<Standing> changed = new ArrayList<>();
        for (Memory.Entry<Standing> entry : memory.startingWith(Keys.prefix(lineage))) {
            Standing next = correction.apply(entry.value());
            if (!next.equals(entry.value())) {
                put(lineage, entry.key(), next);
                changed.add(next);
            }
        }
        return changed;
    }

    /** The e-value that is enough to say that a principle is of use, see {@link PairBet#enough}. */
    double enoughToHold(String lineage) {
        return evidence(lineage).enoughToHold();
    }

    /** The same, to say that one fails where a task has a word. */
    double enoughToExcept(String lineage) {
        return evidence(lineage).enoughToExcept();
    }

    private StandingEvidence evidence(String lineage) {
        return evidence.computeIfAbsent(
                lineage, name -> new StandingEvidence(memory.startingWith(Keys.prefix(name)), config.falseShare()));
    }

    private void put(String lineage, String key, Standing standing) {
        memory.put(key, standing);
        StandingEvidence known = evidence.get(lineage);
        if (known != null) {
            known.put(key, standing);
        }
    }

    private String key(Principle principle) {
        return Keys.of(
                principle.getLineage(),
                Keys.number(Math.floorMod(principle.getId().hashCode(), config.standings())));
    }
}
