package io.insitu.connectors.importing;

import java.util.List;

/**
 * What an import did.
 *
 * @param trajectories records told to the sink completely
 * @param events events handed to the sink
 * @param notTaken events the sink could not take
 * @param refused one line for each record that could not be used; at most 100
 * @param refusedTotal how many there were
 * @param missing what should have lain beside the file, one line each
 */
public record ImportReport(
        long trajectories, long events, long notTaken, List<String> refused, long refusedTotal, List<String> missing) {
    public ImportReport {
        refused = List.copyOf(refused);
        missing = List.copyOf(missing);
    }
}
