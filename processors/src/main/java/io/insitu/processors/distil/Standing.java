package io.insitu.processors.distil;

import io.insitu.processors.distil.WatchedPractice.Pair;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How attempts fared since a principle from contrast was noted, where it speaks. What it was found by does not count here, so
 * nothing was chosen for what it says.
 *
 * @param trial attempts at one task that followed it and that did not, paired
 * @param recent the newest followers, oldest first
 * @param doubts words at which it may fail
 * @param dropped doubts that gave way or were dispelled: they were tested too
 * @param earlier trials that were in this place before: the same
 */
public record Standing(
        String principleId,
        WatchedPractice trial,
        List<Follower> recent,
        List<TermDoubt> doubts,
        int dropped,
        int earlier) {
    private static final int MAX_DOUBTS = 16;
    private static final int MAX_RECENT = 24;

    static Standing of(String principleId, Practice practice, int dropped, int earlier) {
        return new Standing(principleId, WatchedPractice.of(practice, ""), List.of(), List.of(), dropped, earlier);
    }

    /**
     * With one more attempt where it speaks.
     *
     * @param group of the attempt
     */
    Standing with(Attempt attempt, String group, boolean followed, PracticeConfig config) {
        Standing tried =
                new Standing(principleId, trial.with(attempt, followed, config), recent, doubts, dropped, earlier);
        int hash = group.hashCode();
        boolean first = recent.stream().noneMatch(one -> one.group() == hash);
        return followed && first ? tried.followed(attempt, hash) : tried;
    }

    private Standing followed(Attempt attempt, int group) {
        List<String> terms = new ArrayList<>(attempt.terms());
        terms.removeAll(trial.practice().conditions());
        Follower newest = new Follower(attempt.number(), group, List.copyOf(terms), attempt.success());
        List<TermDoubt> next = new ArrayList<>();
        for (TermDoubt doubt : doubts) {
            Follower other = terms.remove(doubt.term()) ? partner(doubt) : null;
            next.add(
                    other == null
                            ? doubt
                            : doubt.with(new Pair(newest.attempt(), other.attempt(), newest.won(), other.won())));
        }
        int gone = dropped;
        if (!newest.won()) {
            for (String term : terms) {
                next.add(TermDoubt.of(term, newest.attempt()));
            }
            while (next.size() > MAX_DOUBTS) {
                next.remove(weakest(next));
                gone++;
            }
        }
        List<Follower> latest = new ArrayList<>(recent);
        latest.add(newest);
        return new Standing(
                principleId,
                trial,
                List.copyOf(latest.subList(Math.max(0, latest.size() - MAX_RECENT), latest.size())),
                List.copyOf(next),
                gone,
                earlier);
    }

    /** The newest at a task without the word that is in no pair of this doubt. */
    private @Nullable Follower partner(TermDoubt doubt) {
        for (int i = recent.size() - 1; i >= 0; i--) {
            Follower other = recent.get(i);
            if (!other.terms().contains(doubt.term())
                    && doubt.pairs().stream().noneMatch(pair -> pair.without() == other.attempt())) {
                return other;
            }
        }
        return null;
    }

    /** The first of those that have least to show. */
    private static int weakest(List<TermDoubt> all) {
        int weakest = 0;
        for (int i = 1; i < all.size(); i++) {
            weakest = all.get(i).eValue() < all.get(weakest).eValue() ? i : weakest;
        }
        return weakest;
    }

    /**
     * Whether its latest failures may not be its own: so many in a row may be chance, or one word tells all of them from those
     * where it was followed with success. What never succeeded has no excuse.
     *
     * @param chance below this it is none
     */
    boolean excusesFailures(double chance) {
        int from = recent.size();
        while (from > 0 && !recent.get(from - 1).won()) {
            from--;
        }
        List<Follower> run = recent.subList(from, recent.size());
        List<Follower> before = recent.subList(0, from);
        List<Follower> won = before.stream().filter(Follower::won).toList();
        if (run.isEmpty() || won.isEmpty()) {
            return run.isEmpty();
        }
        return chanceOf(run.size(), before) > chance
                || run.get(0).terms().stream()
                        .anyMatch(term -> run.stream()
                                        .allMatch(one -> one.terms().contains(term))
                                && won.stream().noneMatch(one -> one.terms().contains(term)));
    }

    /** How likely those who followed it in spite of the word would fail so often in a row, were they as good as the others. */
    double chanceOf(TermDoubt doubt) {
        return chanceOf(
                doubt.run(),
                recent.stream()
                        .filter(one -> !one.terms().contains(doubt.term()))
                        .toList());
    }

    private static double chanceOf(int failures, List<Follower> others) {
        long failed = others.stream().filter(one -> !one.won()).count();
        return StrictMath.pow((failed + 1.0) / (others.size() + 2.0), failures);
    }

    /** Noted anew: who followed it in its earlier life excuses nothing in this one. */
    Standing anew() {
        return new Standing(principleId, trial, List.of(), doubts, dropped, earlier);
    }

    /** Without doubts that are over. */
    Standing settled() {
        List<TermDoubt> left = doubts.stream().filter(doubt -> !doubt.isOver()).toList();
        return left.size() == doubts.size()
                ? this
                : new Standing(principleId, trial, recent, left, dropped + doubts.size() - left.size(), earlier);
    }

    /** With the outcome of an attempt corrected. */
    Standing corrected(int attempt, boolean won) {
        return new Standing(
                principleId,
                trial.corrected(attempt, won),
                recent.stream()
                        .map(one ->
                                one.attempt() == attempt ? new Follower(attempt, one.group(), one.terms(), won) : one)
                        .toList(),
                doubts.stream().map(one -> one.corrected(attempt, won)).toList(),
                dropped,
                earlier);
    }

    /** Without an attempt, wherever it counts. */
    Standing without(int attempt) {
        return new Standing(
                principleId,
                trial.without(attempt),
                recent.stream().filter(one -> one.attempt() != attempt).toList(),
                doubts.stream().map(one -> one.without(attempt)).toList(),
                dropped,
                earlier);
    }
}
