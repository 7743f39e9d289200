package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Self-imitation (arXiv 2509.22601): attempts that were better than their group are learnt from again, measured against what
 * groups reach by now: the advantage becomes reward - median of the last group means, and only what still is better counts.
 * An attempt is remembered once, and a group's mean once, however often a pass brings them: what comes again is the newest.
 * What nobody named is itself alone. What is remembered depends on the data's order alone, so an interrupted run remembers the same.
 */
final class Replay {
    private static final int HISTORY = 64;

    private final int capacity;
    private final int warmUp;
    private final Map<Object, Attempt> remembered = new LinkedHashMap<>();
    private final Map<Object, Double> means = new LinkedHashMap<>();

    Replay(int capacity, int warmUp) {
        this.capacity = capacity;
        this.warmUp = warmUp;
    }

    /** Remembers the better ones; the oldest make room. */
    void remember(List<Attempt> batch) {
        for (Attempt attempt : batch) {
            keep(means, attempt.group().isEmpty() ? attempt : attempt.group(), attempt.groupMean(), HISTORY);
            if (attempt.examples().get(0).advantage() > 0) {
                keep(remembered, attempt.name().isEmpty() ? attempt : attempt.name(), attempt, capacity);
            }
        }
    }

    private static <T> void keep(Map<Object, T> kept, Object key, T value, int most) {
        kept.remove(key); // or it would keep its old place
        kept.put(key, value);
        if (kept.size() > most) {
            Iterator<Object> oldest = kept.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The remembered attempts that are still better than usual, each as far as the warm-up allows. */
    List<Example> again(int step) {
        double weight = SelfImitation.weight(step, warmUp);
        List<Example> again = new ArrayList<>();
        if (weight == 0 || means.isEmpty()) {
            return again;
        }
        double usual = SelfImitation.median(
                means.values().stream().mapToDouble(Double::doubleValue).toArray());
        for (Attempt attempt : remembered.values()) {
            double advantage = attempt.reward() - usual;
            if (advantage > 0) {
                Example example = attempt.examples().get(0);
                again.add(example.withReference(new float[0])
                        .withAdvantage(advantage)
                        .weighing(weight));
            }
        }
        return again;
    }
}
