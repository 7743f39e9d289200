package io.insitu.ops.train;

import io.insitu.ops.Terminal;
import io.insitu.trainer.run.EngineSteps;
import io.insitu.trainer.run.OnPolicy;
import io.insitu.trainer.run.TrainRun;
import io.insitu.trainer.step.StepReport;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line that moves on a terminal; on anything else a line for every tenth of the way. Speaks on standard error, and keeps
 * what is told only once.
 */
final class ProgressBar implements TrainRun.Listener {
    private static final int WIDTH = 24;

    private final boolean moves = Terminal.errors();
    private final long started = System.nanoTime();
    private long tokens;
    private int tenths;
    private @Nullable OnPolicy own;
    private List<EngineSteps> engines = List.of();

    @Override
    public void goesOn(int step, int steps) {
        System.err.println("insitu: an interrupted run goes on at step " + step + " of " + steps);
    }

    @Override
    public void changed(EngineSteps before, String now) {
        System.err.println("insitu: steps " + before.from() + " to " + before.to() + " were done by " + before.engine()
                + ", and " + now + " goes on: the adapter will not be the one that either makes alone");
    }

    @Override
    public void trained(List<EngineSteps> all) {
        engines = all;
    }

    /** Who did which steps. */
    List<EngineSteps> engines() {
        return engines;
    }

    @Override
    public void compared(OnPolicy found) {
        own = found;
    }

    /** What was found of tokens that the starting policy drew itself; null where none are known to be. */
    @Nullable
    OnPolicy own() {
        return own;
    }

    @Override
    public void done(StepReport report, int steps) {
        tokens += report.tokens();
        int tenth = 10 * report.step() / steps;
        if (!moves && tenth == tenths && report.step() < steps) {
            return;
        }
        tenths = tenth;
        int full = WIDTH * report.step() / steps;
        String line = String.format(
                Locale.ROOT,
                "[%s%s] step %d/%d  loss %.4f  %.0f tok/s%s",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                report.step(),
                steps,
                report.loss(),
                tokens / ((System.nanoTime() - started) / 1e9),
                report.skipped() ? "  SKIPPED: not finite" : "");
        System.err.print(moves ? "\r" + line + (report.step() == steps ? "\n" : "") : line + "\n");
        System.err.flush();
    }
}
