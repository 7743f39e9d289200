package io.insitu.processors.distil;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A practice under test. Attempts at one task that kept it and that did not are paired in the order they came; an attempt is in
 * one pair at most.
 *
 * @param says the sentence that demands it; empty: nobody said it
 * @param tenants whose attempts kept it and succeeded, sorted
 * @param paired how many pairs there ever were
 * @param provenAt how many there were when it was published; negative: it is not
 * @param pairs the newest, oldest first; older ones are forgotten, so that a changed world is believed
 * @param waiting attempts without a partner yet, oldest first
 */
public record WatchedPractice(
        Practice practice,
        String says,
        List<String> tenants,
        int paired,
        int provenAt,
        List<Pair> pairs,
        List<Waiting> waiting) {
    private static final int MAX_TENANTS = 16;

    /** Two attempts at one task, by number: what became of the one that kept it and of the one that did not. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY) // there are hundreds in a store's value
    @JsonPropertyOrder({"with", "without", "withWon", "withoutWon"})
    public record Pair(int with, int without, boolean withWon, boolean withoutWon) {}

    /** An attempt at a task, by the hash of its id. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY) // there are hundreds in a store's value
    @JsonPropertyOrder({"attempt", "task", "kept", "won"})
    public record Waiting(int attempt, int task, boolean kept, boolean won) {}

    static WatchedPractice of(Practice practice, String says) {
        return new WatchedPractice(practice, says, List.of(), 0, -1, List.of(), List.of());
    }

    /** With one more attempt. */
    WatchedPractice with(Attempt attempt, boolean kept, PracticeConfig config) {
        int task = attempt.taskId().hashCode();
        List<Waiting> still = new ArrayList<>(waiting);
        List<Pair> more = new ArrayList<>(pairs);
        int all = paired;
        int partner = partner(task, kept);
        if (partner < 0) {
            still.add(new Waiting(attempt.number(), task, kept, attempt.success()));
            while (still.size() > config.waiting()) {
                still.remove(0);
            }
        } else {
            Waiting other = still.remove(partner);
            more.add(
                    kept
                            ? new Pair(attempt.number(), other.attempt(), attempt.success(), other.won())
                            : new Pair(other.attempt(), attempt.number(), other.won(), attempt.success()));
            all++;
            while (more.size() > config.pairs()) {
                more.remove(0);
            }
        }
        return new WatchedPractice(
                practice,
                says,
                kept && attempt.success() ? tenants(attempt.tenant()) : tenants,
                all,
                provenAt,
                more,
                still);
    }

    private int partner(int task, boolean kept) {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).task() == task && waiting.get(i).kept() != kept) {
                return i;
            }
        }
        return -1;
    }

    private List<String> tenants(String tenant) {
        if (tenant.isEmpty() || tenants.contains(tenant) || tenants.size() == MAX_TENANTS) {
            return tenants;
        }
        TreeSet<String> more = new TreeSet<>(tenants);
        more.add(tenant);
        return List.copyOf(more);
    }

    /** With the outcome of an attempt corrected. */
    WatchedPractice corrected(int attempt, boolean won) {
        return new WatchedPractice(
                practice,
                says,
                tenants,
                paired,
                provenAt,
                corrected(pairs, attempt, won),
                waiting.stream()
                        .map(one -> one.attempt() == attempt ? new Waiting(attempt, one.task(), one.kept(), won) : one)
                        .toList());
    }

    /** Without an attempt; its partner is not paired again. */
    WatchedPractice without(int attempt) {
        return new WatchedPractice(
                practice,
                says,
                tenants,
                paired,
                provenAt,
                without(pairs, attempt),
                waiting.stream().filter(one -> one.attempt() != attempt).toList());
    }

    WatchedPractice proven() {
        return new WatchedPractice(practice, says, tenants, paired, paired, pairs, waiting);
    }

    /** As if it had never been met: what was believed of it is over. */
    WatchedPractice anew() {
        return of(practice, says);
    }

    boolean isProven() {
        return provenAt >= 0;
    }

    int wins() {
        return wins(pairs);
    }

    int losses() {
        return losses(pairs);
    }

    public double eValue() {
        return eValue(pairs);
    }

    /** The pairs since it was published, as far as they are remembered. */
    List<Pair> sinceProven() {
        return pairs.subList(Math.max(0, pairs.size() - Math.max(0, paired - Math.max(0, provenAt))), pairs.size());
    }

    static List<Pair> corrected(List<Pair> pairs, int attempt, boolean won) {
        return pairs.stream()
                .map(pair -> new Pair(
                        pair.with(),
                        pair.without(),
                        pair.with() == attempt ? won : pair.withWon(),
                        pair.without() == attempt ? won : pair.withoutWon()))
                .toList();
    }

    static List<Pair> without(List<Pair> pairs, int attempt) {
        return pairs.stream()
                .filter(pair -> pair.with() != attempt && pair.without() != attempt)
                .toList();
    }

    /** In one loop, as this is asked for every doubt of every principle that speaks of an attempt. */
    static double eValue(List<Pair> pairs) {
        int wins = 0;
        int losses = 0;
        for (Pair pair : pairs) {
            if (pair.withWon() != pair.withoutWon()) {
                wins += pair.withWon() ? 1 : 0;
                losses += pair.withWon() ? 0 : 1;
            }
        }
        return PairBet.eValue(wins, losses);
    }

    static int wins(List<Pair> pairs) {
        int wins = 0;
        for (Pair pair : pairs) {
            wins += pair.withWon() && !pair.withoutWon() ? 1 : 0;
        }
        return wins;
    }

    static int losses(List<Pair> pairs) {
        int losses = 0;
        for (Pair pair : pairs) {
            losses += !pair.withWon() && pair.withoutWon() ? 1 : 0;
        }
        return losses;
    }
}
