package io.insitu.trainer.step;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.trainer.model.Modules;
import java.util.List;

/**
 * The shape of an adapter: its rank, its alpha and the modules it changes.
 *
 * @param rankStabilised the scale is alpha / sqrt(rank), not alpha / rank
 */
public record LoraSpec(int rank, double alpha, List<String> targetModules, boolean rankStabilised) {
    public LoraSpec {
        if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("rank " + rank + " and alpha " + alpha + " must be positive");
        }
        targetModules = List.copyOf(targetModules);
    }

    /** With the scale alpha / rank. */
    public LoraSpec(int rank, double alpha, List<String> targetModules) {
        this(rank, alpha, targetModules, false);
    }

    /** The shape that an adapter has. */
    public static LoraSpec of(LoraAdapter adapter) {
        return new LoraSpec(adapter.rank(), adapter.alpha(), adapter.targetModules(), adapter.rankStabilised());
    }

    double scale() {
        return LoraAdapter.scale(rank, alpha, rankStabilised);
    }

    /** Every linear module of every layer. */
    public static LoraSpec everywhere(int rank, double alpha) {
        return new LoraSpec(rank, alpha, Modules.ALL);
    }
}
