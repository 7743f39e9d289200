package io.insitu.trainer.step;

import io.insitu.trainer.engine.Segments;
import io.insitu.trainer.loss.Target;
import io.insitu.trainer.model.Packed;
import java.util.ArrayList;
import java.util.List;

/** A part of a batch that one thread works on at once: packed sequences and what the loss knows of their targets. */
record Shard(Packed packed, List<Target> targets) {
    /**
     * Splits a batch into shards of about so many tokens. The split depends on the batch alone, never on threads, and so
     * does every sum over shards.
     */
    static List<Shard> split(List<Example> batch, int tokens) {
        List<Shard> shards = new ArrayList<>();
        List<Example> open = new ArrayList<>();
        int filled = 0;
        for (Example example : batch) {
            if (!open.isEmpty() && filled + example.length() > tokens) {
                shards.add(pack(open));
                open.clear();
                filled = 0;
            }
            open.add(example);
            filled += example.length();
        }
        if (!open.isEmpty()) {
            shards.add(pack(open));
        }
        return shards;
    }

    static Shard pack(List<Example> examples) {
        int length = examples.stream().mapToInt(Example::length).sum();
        int count = examples.stream().mapToInt(Example::targets).sum();
        int[] tokens = new int[length];
        int[] rows = new int[count];
        int[] ids = new int[count];
        List<Target> targets = new ArrayList<>(count);
        int start = 0;
        for (Example example : examples) {
            for (int t = 0; t < example.length(); t++) {
                tokens[start + t] = example.token(t);
                if (t > 0 && example.weight(t) != 0) {
                    rows[targets.size()] = start + t - 1;
                    ids[targets.size()] = example.token(t);
                    targets.add(new Target(
                            example.weight(t), example.oldLogProb(t), example.correct(), example.successRate()));
                }
            }
            start += example.length();
        }
        Segments segments =
                Segments.ofLengths(examples.stream().map(Example::length).toList());
        return new Shard(new Packed(tokens, segments, rows, ids), targets);
    }
}
