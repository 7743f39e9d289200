package io.insitu.connectors.minisweagent;

import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Layout;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.nio.file.Path;

/** A {@code .traj.json} file: one run, as an object with its conversation, or as the bare conversation. */
public final class MiniSweAgent implements TraceFormat {
    @Override
    public String name() {
        return "mini-swe-agent";
    }

    /** The name of the format comes last in its files; a bare conversation is told by the agent's word for being done. */
    @Override
    public boolean recognises(Beginning beginning) {
        boolean bare = beginning.isArray()
                && beginning.has("role", "content")
                && beginning.text("content").contains("COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT");
        return bare
                || beginning.has("info/mini_version")
                || beginning.text("trajectory_format").startsWith("mini-swe-agent");
    }

    @Override
    public Layout layout() {
        return Layout.WHOLE;
    }

    @Override
    public Tally tally() {
        return new MiniSweStats();
    }

    @Override
    public Teller teller(Path file) {
        return new MiniSweRuns(file);
    }
}
