package io.insitu.schemas.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A LoRA adapter: y = W x + scale B (A x) for every module it names.
 *
 * @param baseModelId digest of the base model it fits
 * @param targetModules short names such as {@code q_proj}, sorted
 * @param modules by module path such as {@code model.layers.0.self_attn.q_proj}, sorted
 */
public record LoraAdapter(
        String baseModelId, int rank, double alpha, List<String> targetModules, SortedMap<String, Pair> modules) {
    /** A is (rank, in), B is (out, rank). */
    public record Pair(Tensor a, Tensor b) {}

    public LoraAdapter {
        if (rank < 1) {
            throw new IllegalArgumentException("LoRA rank must be at least 1, was " + rank);
        }
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("LoRA alpha must be positive, was " + alpha);
        }
        targetModules = List.copyOf(new TreeSet<>(targetModules));
        modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
        for (Map.Entry<String, Pair> e : modules.entrySet()) {
            Pair pair = e.getValue();
            if (pair.a().rows() != rank || pair.b().columns() != rank) {
                throw new IllegalArgumentException(
                        e.getKey() + ": A " + pair.a() + " and B " + pair.b() + " do not have rank " + rank);
            }
        }
    }

    /** The factor of B A. */
    public double scale() {
        return alpha / rank;
    }
}
