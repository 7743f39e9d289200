package io.insitu.connectors.taubench;

import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.nio.file.Path;
import java.util.List;

/** Runs of tau-bench, and rounds of the fork that evolves tools, whose elements hold a run under trajectory. */
public final class TauBench implements TraceFormat {
    @Override
    public String name() {
        return "tau-bench";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return isRun(beginning, "") || isRun(beginning, "trajectory/");
    }

    @Override
    public boolean hasTrials() {
        return true;
    }

    @Override
    public Tally tally() {
        return new TauBenchStats();
    }

    @Override
    public Teller teller(Path file) {
        return (number, record) -> List.of(TauBenchRuns.of(TauBenchRecord.of(record)));
    }

    /** Messages may come after more of the rest than is looked at. */
    private static boolean isRun(Beginning beginning, String at) {
        return beginning.has(at + "task_id", at + "reward")
                && (beginning.has(at + "traj") || beginning.has(at + "info/task"));
    }
}
