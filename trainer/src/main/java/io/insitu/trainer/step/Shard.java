package io.insitu.trainer.step;

import io.insitu.trainer.engine.Segments;
import io.insitu.trainer.loss.Target;
import io.insitu.trainer.loss.Targets;
import io.insitu.trainer.model.Packed;
import java.util.ArrayList;
import java.util.List;

/** A part of a batch that one thread works on at once: packed sequences and what the loss knows of their targets. */
record Shard(Packed packed, Targets targets) {
    /**
     * Splits a batch into shards of about so many tokens. The split depends on the batch alone, never on threads, and so
     * does every sum over shards.
     *
     * @param together so many examples, one after the other, stay in one shard
     */
    static List<Shard> split(List<Example> batch, int together, int tokens) {
        if (batch.size() % together != 0) {
            throw new IllegalArgumentException(batch.size() + " examples are no whole groups of " + together);
        }
        List<Shard> shards = new ArrayList<>();
        List<Example> open = new ArrayList<>();
        int filled = 0;
        for (int i = 0; i < batch.size(); i += together) {
            List<Example> unit = batch.subList(i, i + together);
            int length = unit.stream().mapToInt(Example::length).sum();
            if (!open.isEmpty() && filled + length > tokens) {
                shards.add(pack(open));
                open.clear();
                filled = 0;
            }
            open.addAll(unit);
            filled += length;
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
        int[] starts = new int[examples.size() + 1];
        List<Target> targets = new ArrayList<>(count);
        int start = 0;
        for (int e = 0; e < examples.size(); e++) {
            Example example = examples.get(e);
            for (int t = 0; t < example.length(); t++) {
                tokens[start + t] = example.token(t);
                if (example.isTarget(t)) {
                    rows[targets.size()] = start + t - 1;
                    ids[targets.size()] = example.token(t);
                    targets.add(example.target(t));
                }
            }
            start += example.length();
            starts[e + 1] = targets.size();
        }
        Segments segments =
                Segments.ofLengths(examples.stream().map(Example::length).toList());
        return new Shard(new Packed(tokens, segments, rows, ids), new Targets(targets, starts));
    }
}
