package io.insitu.processors.distil;

import io.insitu.processors.distil.WatchedPractice.Pair;
import java.util.ArrayList;
import java.util.List;

/**
 * A word of tasks at which a principle may fail, since one who followed it failed there. From then on each follower at such a task is
 * paired with the newest one at a task without the word: neighbours in time, so that a world that changed for all is not blamed on a
 * word. Were the word of no matter, each pair with different outcomes would be a fair coin.
 *
 * @param raisedBy the attempt that raised it; negative: that is no evidence any more
 * @param pairs with the word and without it, oldest first
 */
public record TermDoubt(String term, int raisedBy, List<Pair> pairs) {
    private static final int MAX_PAIRS = 32;
    private static final int NOBODY = -1;

    static TermDoubt of(String term, int raisedBy) {
        return new TermDoubt(term, raisedBy, List.of());
    }

    TermDoubt with(Pair pair) {
        List<Pair> more = new ArrayList<>(pairs);
        more.add(pair);
        return new TermDoubt(term, raisedBy, more.subList(Math.max(0, more.size() - MAX_PAIRS), more.size()));
    }

    /** Pairs that speak for it: with the word it failed, without it did not. */
    int failedAlone() {
        return WatchedPractice.losses(pairs);
    }

    int wonAlone() {
        return WatchedPractice.wins(pairs);
    }

    double eValue() {
        return PairBet.eValue(failedAlone(), wonAlone());
    }

    /** How many followers in a row failed with the word while others did not, up to now; who raised the doubt is the first. */
    int run() {
        int run = raisedBy == NOBODY ? 0 : 1;
        for (Pair pair : pairs) {
            run = pair.withWon() ? 0 : pair.withoutWon() ? run + 1 : run;
        }
        return run;
    }

    /** Whether the last two who followed it in spite of the word succeeded. */
    boolean isOver() {
        int size = pairs.size();
        return size > 1 && pairs.get(size - 1).withWon() && pairs.get(size - 2).withWon();
    }

    TermDoubt corrected(int attempt, boolean won) {
        return new TermDoubt(
                term, raisedBy == attempt && won ? NOBODY : raisedBy, WatchedPractice.corrected(pairs, attempt, won));
    }

    TermDoubt without(int attempt) {
        return new TermDoubt(term, raisedBy == attempt ? NOBODY : raisedBy, WatchedPractice.without(pairs, attempt));
    }
}
