package io.insitu.trainer.step;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * In which order examples are learnt from.
 *
 * @param epochs passes over all examples, each in an order of its own drawn from the seed
 * @param examplesPerStep so many examples share a step
 */
public record LoraSchedule(int epochs, int examplesPerStep, long seed) {
    public LoraSchedule {
        if (epochs < 1 || examplesPerStep < 1) {
            throw new IllegalArgumentException(
                    "epochs " + epochs + " and examplesPerStep " + examplesPerStep + " must be at least 1");
        }
    }

    /** Steps for so many examples. */
    public int steps(int examples) {
        return epochs * ((examples + examplesPerStep - 1) / examplesPerStep);
    }

    /** The batches of all steps. */
    public <T> List<List<T>> batches(List<T> examples) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<T>> batches = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            List<T> order = new ArrayList<>(examples);
            for (int i = order.size() - 1; i > 0; i--) {
                T moved = order.set(random.nextInt(i + 1), order.get(i));
                order.set(i, moved);
            }
            for (int from = 0; from < order.size(); from += examplesPerStep) {
                batches.add(List.copyOf(order.subList(from, Math.min(order.size(), from + examplesPerStep))));
            }
        }
        return batches;
    }
}
