package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean loss of fresh examples and that of replayed ones, added (arXiv 2509.22601), said as one mean over all tokens: with F and R
 * targets a fresh token weighs (F + R) / F and a replayed one (F + R) / R. So what is replayed takes nothing from what is
 * fresh, and where its own weights are near nothing the step is the one without it. Losses and engines need not know.
 */
final class TwoMeans {
    private TwoMeans() {}

    /** Fresh ones, then replayed ones, whose weights already say how much they count; one kind alone stays as it is. */
    static List<Example> of(List<Example> fresh, List<Example> replayed) {
        long first = targets(fresh);
        long second = targets(replayed);
        boolean both = first > 0 && second > 0;
        List<Example> all = new ArrayList<>();
        fresh.forEach(e -> all.add(both ? e.weighing((double) (first + second) / first) : e));
        replayed.forEach(e -> all.add(both ? e.weighing((double) (first + second) / second) : e));
        return all;
    }

    private static long targets(List<Example> examples) {
        return examples.stream().mapToLong(Example::targets).sum();
    }
}
