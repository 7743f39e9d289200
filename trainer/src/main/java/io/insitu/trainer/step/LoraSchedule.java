package io.insitu.trainer.step;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        return Math.toIntExact(planned(examples));
    }

    /** The same, where it may be more than anybody can do. */
    public long planned(int examples) {
        return (long) epochs * ((examples + (long) examplesPerStep - 1) / examplesPerStep);
    }

    /** The batches of all steps, of which only those of one pass are there at once. */
    public <T> Stream<List<T>> batches(List<T> examples) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, epochs).boxed().flatMap(epoch -> pass(examples, random).stream());
    }

    private <T> List<List<T>> pass(List<T> examples, SplittableRandom random) {
        List<T> order = new ArrayList<>(examples);
        for (int i = order.size() - 1; i > 0; i--) {
            T moved = order.set(random.nextInt(i + 1), order.get(i));
            order.set(i, moved);
        }
        List<List<T>> batches = new ArrayList<>();
        for (long from = 0; from < order.size(); from += examplesPerStep) {
            batches.add(List.copyOf(order.subList((int) from, (int) Math.min(order.size(), from + examplesPerStep))));
        }
        return batches;
    }
}
