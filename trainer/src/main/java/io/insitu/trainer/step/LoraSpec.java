package io.insitu.trainer.step;

import io.insitu.trainer.model.Modules;
import java.util.List;

/** The shape of an adapter: its rank, its alpha and the modules it changes. */
public record LoraSpec(int rank, double alpha, List<String> targetModules) {
    public LoraSpec {
        if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("rank " + rank + " and alpha " + alpha + " must be positive");
        }
        targetModules = List.copyOf(targetModules);
    }

    /** Every linear module of every layer. */
    public static LoraSpec everywhere(int rank, double alpha) {
        return new LoraSpec(rank, alpha, Modules.ALL);
    }
}
