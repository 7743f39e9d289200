package io.insitu.trainer.step;

import java.util.List;

/**
 * The mean over sequences of each one's mean over tokens, said as a mean over tokens: with N targets in S sequences, a token
 * of a sequence of n targets weighs N / (S n). Losses and engines need not know.
 */
public final class SequenceMean {
    private SequenceMean() {}

    public static List<Example> weigh(List<Example> batch) {
        long targets = batch.stream().mapToLong(Example::targets).sum();
        long sequences = batch.stream().filter(e -> e.targets() > 0).count();
        return batch.stream()
                .map(e -> e.targets() == 0 ? e : e.weighing((double) targets / (sequences * e.targets())))
                .toList();
    }
}
