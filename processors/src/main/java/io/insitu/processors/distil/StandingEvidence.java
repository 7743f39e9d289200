package io.insitu.processors.distil;

import io.insitu.processors.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the standings of one lineage come to: how many claims were tested and the e-values among them that may be enough. Made
 * once from the table and kept beside it, as reading a whole table after each attempt is most of what learning would cost; whatever
 * is put into the table is told here.
 */
final class StandingEvidence {
    private final double least;
    private final Map<String, Place> places = new HashMap<>();

    /**
     * @param trials principles tested in this place so far
     * @param doubts words doubted there so far
     * @param strongTrials the e-value of the one there now, if it may be enough
     */
    private record Place(int trials, int doubts, List<Double> strongTrials, List<Double> strongDoubts) {}

    /** With all that is in the table now. */
    StandingEvidence(Iterable<Memory.Entry<Standing>> table, double falseShare) {
        this.least = 1 / falseShare; // no smaller one is ever enough: at least as many are tested as are found
        table.forEach(entry -> put(entry.key(), entry.value()));
    }

    void put(String key, Standing standing) {
        List<Double> doubts = new ArrayList<>();
        standing.doubts().forEach(doubt -> addStrong(doubts, doubt.eValue()));
        List<Double> trials = new ArrayList<>();
        addStrong(trials, standing.trial().eValue());
        places.put(
                key, new Place(1 + standing.earlier(), standing.doubts().size() + standing.dropped(), trials, doubts));
    }

    private void addStrong(List<Double> strong, double eValue) {
        if (eValue >= least) {
            strong.add(eValue);
        }
    }

    /** The e-value that is enough to say that a principle is of use, see {@link PairBet#enough}. */
    double enoughToHold(double falseShare) {
        List<Double> known = new ArrayList<>();
        places.values().forEach(place -> known.addAll(place.strongTrials()));
        return PairBet.enough(
                known, places.values().stream().mapToInt(Place::trials).sum(), falseShare);
    }

    /** The same, to say that one fails where a task has a word. */
    double enoughToExcept(double falseShare) {
        List<Double> known = new ArrayList<>();
        places.values().forEach(place -> known.addAll(place.strongDoubts()));
        return PairBet.enough(
                known, places.values().stream().mapToInt(Place::doubts).sum(), falseShare);
    }
}
