package io.insitu.processors.distil;

import java.util.Map;

/**
 * Of which lineages a model is asked for principles.
 *
 * @param plan of a lineage that has none of its own
 * @param lineages plans by lineage
 */
public record AskingConfig(AskingPlan plan, Map<String, AskingPlan> lineages) {
    public AskingConfig {
        lineages = Map.copyOf(lineages);
    }

    /** The shipped values. */
    public static AskingConfig defaults() {
        return new AskingConfig(AskingPlan.defaults(), Map.of());
    }

    AskingPlan planOf(String lineage) {
        return lineages.getOrDefault(lineage, plan);
    }
}
