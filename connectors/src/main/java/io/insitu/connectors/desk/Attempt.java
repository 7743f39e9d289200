package io.insitu.connectors.desk;

import java.util.Map;

/**
 * One attempt at a ticket, still to be made.
 *
 * @param seed for the world's noise and the policy's draws
 * @param attributes go into {@code TaskStarted.attributes}
 */
public record Attempt(
        String lineage,
        String trajectoryId,
        DeskTask task,
        String groupId,
        int groupSize,
        long seed,
        double temperature,
        Map<String, String> attributes) {
    public Attempt {
        attributes = Map.copyOf(attributes);
    }

    /** An attempt that stands alone and is not compared with others: probes and trials. */
    public static Attempt alone(String lineage, String trajectoryId, DeskTask task, long seed, double temperature) {
        return new Attempt(lineage, trajectoryId, task, "", 1, seed, temperature, Map.of());
    }
}
