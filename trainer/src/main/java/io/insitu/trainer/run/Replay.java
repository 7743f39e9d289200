package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Self-imitation (arXiv 2509.22601): attempts that were better than their group are learnt from again, measured against what
 * groups reach by now: the advantage becomes reward - median of the last group means, and only what still is better counts.
 * A group's mean is remembered once for every attempt of it that was learnt from, not once for the group: attempts of one group
 * are spread over the steps of a pass, so a group is heard as often as it is learnt from, and of groups of one size (the usual)
 * the median is that of the groups. Of unequal ones the larger weigh more. What is remembered depends on the data's order alone, so an interrupted run remembers the same.
 */
final class Replay {
    private static final int HISTORY = 64;

    private final int capacity;
    private final int warmUp;
    private final Deque<Attempt> remembered = new ArrayDeque<>();
    private final Deque<Double> means = new ArrayDeque<>();

    Replay(int capacity, int warmUp) {
        this.capacity = capacity;
        this.warmUp = warmUp;
    }

    /** Remembers the better ones; the oldest make room. */
    void remember(List<Attempt> batch) {
        for (Attempt attempt : batch) {
            means.add(attempt.groupMean());
            if (means.size() > HISTORY) {
                means.remove();
            }
            if (attempt.examples().get(0).advantage() > 0) {
                remembered.add(attempt);
                if (remembered.size() > capacity) {
                    remembered.remove();
                }
            }
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
                means.stream().mapToDouble(Double::doubleValue).toArray());
        for (Attempt attempt : remembered) {
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
