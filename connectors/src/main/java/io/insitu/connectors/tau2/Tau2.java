package io.insitu.connectors.tau2;

import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Layout;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Result files of tau2-bench: one object with the tasks and, under {@code simulations}, the runs. */
public final class Tau2 implements TraceFormat {
    @Override
    public String name() {
        return "tau2";
    }

    /** The tasks, which come first, may be longer than what is looked at. */
    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("simulations/termination_reason")
                || beginning.has("info/environment_info", "info/user_info")
                || beginning.has("tasks/user_scenario", "tasks/evaluation_criteria");
    }

    @Override
    public Layout layout() {
        return Layout.under("simulations");
    }

    @Override
    public boolean hasTrials() {
        return true;
    }

    @Override
    public Tally tally() {
        return new Tau2Stats();
    }

    @Override
    public Teller teller(Path file) throws IOException {
        Tau2Tasks tasks = Tau2Tasks.of(file);
        return (number, record) -> List.of(Tau2Runs.of(Tau2Record.of(record), tasks));
    }
}
