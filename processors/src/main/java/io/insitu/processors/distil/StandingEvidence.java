package io.insitu.processors.distil;

import io.insitu.processors.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the standings of one lineage come to: how many claims were tested and the e-values among them that may be enough. Made
 * once from the table and kept beside it, as reading a whole table after each attempt is most of what learning would cost; whatever
 * is put into the table is told here. What is enough is found again only after something it depends on has changed, which most
 * attempts do not change.
 */
final class StandingEvidence {
    private final double falseShare;
    private final double least;
    private final Map<String, Place> places = new HashMap<>();
    private final List<Double> strongTrials = new ArrayList<>();
    private final List<Double> strongDoubts = new ArrayList<>();
    private int trials;
    private int doubts;
    private double enoughToHold = Double.NaN; // not known
    private double enoughToExcept = Double.NaN;

    /**
     * @param trials principles tested in this place so far
     * @param doubts words doubted there so far
     * @param strongTrials the e-value of the one there now, if it may be enough
     */
    private record Place(int trials, int doubts, List<Double> strongTrials, List<Double> strongDoubts) {
        static final Place EMPTY = new Place(0, 0, List.of(), List.of());
    }

    /** With all that is in the table now. */
    StandingEvidence(Iterable<Memory.Entry<Standing>> table, double falseShare) {
        this.falseShare = falseShare;
        this.least = 1 / falseShare; // no smaller one is ever enough: at least as many are tested as are found
        table.forEach(entry -> put(entry.key(), entry.value()));
    }

    void put(String key, Standing standing) {
        List<Double> doubted = new ArrayList<>();
        for (TermDoubt doubt : standing.doubts()) {
            addStrong(doubted, doubt.eValue());
        }
        List<Double> tried = new ArrayList<>();
        addStrong(tried, standing.trial().eValue());
        Place now = new Place(1 + standing.earlier(), standing.doubts().size() + standing.dropped(), tried, doubted);
        Place before = places.put(key, now);
        replace(before == null ? Place.EMPTY : before, now);
    }

    private void replace(Place before, Place now) {
        trials += now.trials() - before.trials();
        doubts += now.doubts() - before.doubts();
        if (now.trials() != before.trials() || !now.strongTrials().equals(before.strongTrials())) {
            replace(strongTrials, before.strongTrials(), now.strongTrials());
            enoughToHold = Double.NaN;
        }
        if (now.doubts() != before.doubts() || !now.strongDoubts().equals(before.strongDoubts())) {
            replace(strongDoubts, before.strongDoubts(), now.strongDoubts());
            enoughToExcept = Double.NaN;
        }
    }

    private static void replace(List<Double> all, List<Double> before, List<Double> now) {
        before.forEach(all::remove); // one of those that are equal
        all.addAll(now);
    }

    private void addStrong(List<Double> strong, double eValue) {
        if (eValue >= least) {
            strong.add(eValue);
        }
    }

    /** The e-value that is enough to say that a principle is of use, see {@link PairBet#enough}. */
    double enoughToHold() {
        if (Double.isNaN(enoughToHold)) {
            enoughToHold = PairBet.enough(strongTrials, trials, falseShare);
        }
        return enoughToHold;
    }

    /** The same, to say that one fails where a task has a word. */
    double enoughToExcept() {
        if (Double.isNaN(enoughToExcept)) {
            enoughToExcept = PairBet.enough(strongDoubts, doubts, falseShare);
        }
        return enoughToExcept;
    }
}
