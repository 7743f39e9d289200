package io.insitu.processors.distil;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The newest attempts at tasks that meet a condition, one bit each, newest lowest. All counts are exact over this
 * window; what falls out of it is forgotten, so a changed world is believed after a window at the latest.
 *
 * @param terms the condition
 * @param attempts numbers of the attempts, newest first
 * @param tasks hashes of their tasks, newest first
 * @param successes which succeeded
 * @param calls by tool: which called it
 * @param told by tool: which were told to call it by a principle of another condition; they say nothing about it here
 * @param companions by other term of the task: which had it
 * @param sequences by sequence of calls: which made exactly that
 */
public record ConditionWindow(
        List<String> terms,
        List<Integer> attempts,
        List<Integer> tasks,
        long successes,
        Map<String, Long> calls,
        Map<String, Long> told,
        Map<String, Long> companions,
        Map<String, Long> sequences) {
    static final int LABELS = 24;

    static ConditionWindow opened(List<String> terms) {
        return new ConditionWindow(List.copyOf(terms), List.of(), List.of(), 0, Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** With one more attempt, and at most {@code capacity} of them. */
    ConditionWindow with(Attempt attempt, int capacity) {
        long mask = mask(capacity);
        Set<String> others = new TreeSet<>(attempt.terms());
        terms.forEach(others::remove);
        return new ConditionWindow(
                terms,
                pushed(attempts, attempt.number(), capacity),
                pushed(tasks, attempt.taskId().hashCode(), capacity),
                ((successes << 1) | (attempt.success() ? 1 : 0)) & mask,
                pushed(calls, attempt.tools(), mask),
                pushed(told, attempt.toldElsewhere(terms), mask),
                pushed(companions, others, mask),
                pushed(sequences, Set.of(attempt.sequence()), mask));
    }

    /** With the outcome of an attempt corrected. */
    ConditionWindow corrected(int attempt, boolean success) {
        int at = attempts.indexOf(attempt);
        if (at < 0) {
            return this;
        }
        long bit = 1L << at;
        return new ConditionWindow(
                terms,
                attempts,
                tasks,
                success ? successes | bit : successes & ~bit,
                calls,
                told,
                companions,
                sequences);
    }

    /** Without an attempt, as if it had never been. */
    ConditionWindow without(int attempt) {
        int at = attempts.indexOf(attempt);
        if (at < 0) {
            return this;
        }
        List<Integer> fewerAttempts = new ArrayList<>(attempts);
        List<Integer> fewerTasks = new ArrayList<>(tasks);
        fewerAttempts.remove(at);
        fewerTasks.remove(at);
        return new ConditionWindow(
                terms,
                fewerAttempts,
                fewerTasks,
                cut(successes, at),
                cut(calls, at),
                cut(told, at),
                cut(companions, at),
                cut(sequences, at));
    }

    /** Only what came after the newest success that made this call. */
    ConditionWindow sinceLastSuccessOf(String call) {
        long won = bits(calls, call) & successes;
        int kept = won == 0 ? attempts.size() : Long.numberOfTrailingZeros(won);
        long mask = mask(kept);
        return new ConditionWindow(
                terms,
                List.copyOf(attempts.subList(0, kept)),
                List.copyOf(tasks.subList(0, kept)),
                successes & mask,
                masked(calls, mask),
                masked(told, mask),
                masked(companions, mask),
                masked(sequences, mask));
    }

    Counts countsOfCall(String call) {
        return counts(bits(calls, call), mask(attempts.size()) & ~bits(told, call));
    }

    /** The same, of the attempts that have none of these terms. */
    Counts countsWithout(String call, List<String> others) {
        long all = mask(attempts.size()) & ~bits(told, call);
        for (String term : others) {
            all &= ~bits(companions, term);
        }
        return counts(bits(calls, call), all);
    }

    /** The same, of the attempts that lack one of these terms. */
    Counts countsOutside(String call, List<String> narrower) {
        long inside = mask(attempts.size());
        for (String term : narrower) {
            inside &= terms.contains(term) ? -1L : bits(companions, term);
        }
        return counts(bits(calls, call), mask(attempts.size()) & ~bits(told, call) & ~inside);
    }

    Counts countsOfSequence(String sequence) {
        return counts(bits(sequences, sequence), mask(attempts.size()));
    }

    /**
     * Terms, besides the condition, that all successes among these attempts had, and some other attempt had not: they
     * might be the true condition just as well.
     */
    List<String> sharedBySuccesses(long which) {
        long won = which & successes;
        long all = mask(attempts.size());
        return companions.entrySet().stream()
                .filter(entry -> (won & ~entry.getValue()) == 0 && (all & ~entry.getValue()) != 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Which made this call on their own account, or by the principle of this very condition. */
    long callers(String call) {
        return bits(calls, call) & ~bits(told, call);
    }

    long followers(String sequence) {
        return bits(sequences, sequence);
    }

    /** On how many different tasks these attempts succeeded. */
    int tasksWonBy(long which) {
        Set<Integer> won = new HashSet<>();
        at(which & successes).forEach(i -> won.add(tasks.get(i)));
        return won.size();
    }

    /** Numbers of the successful attempts among these, newest first. */
    List<Integer> wonBy(long which) {
        return at(which & successes).stream().map(attempts::get).toList();
    }

    /** Whether some success made both calls. */
    boolean wonTogether(String call, String other) {
        return (bits(calls, call) & bits(calls, other) & successes) != 0;
    }

    static long bits(Map<String, Long> labels, String label) {
        return labels.getOrDefault(label, 0L);
    }

    private Counts counts(long with, long all) {
        return new Counts(
                Long.bitCount(all & with & successes),
                Long.bitCount(all & with & ~successes),
                Long.bitCount(all & ~with & successes),
                Long.bitCount(all & ~with & ~successes));
    }

    private static List<Integer> at(long bits) {
        List<Integer> positions = new ArrayList<>();
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            positions.add(Long.numberOfTrailingZeros(rest));
        }
        return positions;
    }

    private static long mask(int size) {
        return size >= Long.SIZE ? -1L : (1L << size) - 1;
    }

    private static List<Integer> pushed(List<Integer> values, int value, int capacity) {
        List<Integer> more = new ArrayList<>();
        more.add(value);
        more.addAll(values.subList(0, Math.min(values.size(), capacity - 1)));
        return more;
    }

    private static Map<String, Long> pushed(Map<String, Long> labels, Set<String> present, long mask) {
        Map<String, Long> next = new TreeMap<>();
        labels.forEach((label, bits) -> next.put(label, (bits << 1) & mask));
        present.forEach(label -> next.merge(label, 1L, (old, one) -> old | one));
        next.values().removeIf(bits -> bits == 0);
        while (next.size() > LABELS) {
            next.remove(longestUnseen(next));
        }
        return next;
    }

    private static String longestUnseen(Map<String, Long> labels) {
        String found = "";
        int age = -1;
        for (Map.Entry<String, Long> entry : labels.entrySet()) {
            int unseen = Long.numberOfTrailingZeros(entry.getValue());
            if (unseen > age) {
                age = unseen;
                found = entry.getKey();
            }
        }
        return found;
    }

    private static Map<String, Long> masked(Map<String, Long> labels, long mask) {
        Map<String, Long> next = new TreeMap<>();
        labels.forEach((label, bits) -> next.put(label, bits & mask));
        next.values().removeIf(bits -> bits == 0);
        return next;
    }

    private static long cut(long bits, int at) {
        long low = bits & mask(at);
        long high = at + 1 >= Long.SIZE ? 0 : (bits >>> (at + 1)) << at;
        return low | high;
    }

    private static Map<String, Long> cut(Map<String, Long> labels, int at) {
        Map<String, Long> next = new TreeMap<>();
        labels.forEach((label, bits) -> next.put(label, cut(bits, at)));
        next.values().removeIf(bits -> bits == 0);
        return next;
    }
}
