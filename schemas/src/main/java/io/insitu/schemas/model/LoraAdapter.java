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
 * @param rankStabilised the scale is alpha / sqrt(rank) (rsLoRA, arXiv 2312.03732) and not alpha / rank
 */
public record LoraAdapter(
        String baseModelId,
        int rank,
        double alpha,
        List<String> targetModules,
        SortedMap<String, Pair> modules,
        boolean rankStabilised) {
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

    /** An adapter whose scale is alpha / rank. */
    public LoraAdapter(
            String baseModelId, int rank, double alpha, List<String> targetModules, SortedMap<String, Pair> modules) {
        this(baseModelId, rank, alpha, targetModules, modules, false);
    }

    /** The factor of B A. */
    public double scale() {
        return scale(rank, alpha, rankStabilised);
    }

    /** The factor of B A that this rank, alpha and kind of scaling give. */
    public static double scale(int rank, double alpha, boolean rankStabilised) {
        return rankStabilised ? alpha / StrictMath.sqrt(rank) : alpha / rank;
    }

    /** The same matrices for a base under this id. */
    public LoraAdapter onBase(String id) {
        return new LoraAdapter(id, rank, alpha, targetModules, modules, rankStabilised);
    }
}
