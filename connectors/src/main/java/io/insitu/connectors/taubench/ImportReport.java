package io.insitu.connectors.taubench;

import java.util.List;

/**
 * What an import did.
 *
 * @param trajectories records told to the sink completely
 * @param events events handed to the sink
 * @param notTaken events the sink could not take
 * @param refused one line for each record that could not be used; at most 100
 * @param refusedTotal how many there were
 */
public record ImportReport(long trajectories, long events, long notTaken, List<String> refused, long refusedTotal) {
    public ImportReport {
        refused = List.copyOf(refused);
    }
}
