package io.insitu.trainer.run;

import io.insitu.trainer.step.StepReport;
import java.util.List;

/** A run came apart: from some step on to its end nothing was finite, so what it had learnt by then is not worth keeping. */
public final class DivergedException extends RuntimeException {
    private DivergedException(String message) {
        super(message);
    }

    /**
     * Refuses a run whose last steps were all skipped, and one of which no step was applied. Steps skipped in between are
     * forgiven: a batch may be odd; and so is a last step without a target, which had nothing to learn.
     *
     * @param name of the data, for the message
     */
    static void check(String name, List<StepReport> reports) {
        int good = reports.size();
        while (good > 0 && lost(reports.get(good - 1))) {
            good--;
        }
        boolean nothing = reports.stream().allMatch(StepReport::skipped);
        if (nothing || good < reports.size()) {
            throw new DivergedException(name + ": from step " + (nothing ? 1 : good + 1) + " of " + reports.size()
                    + " on no step could be applied, because loss, gradient or result was not finite;"
                    + " there is no adapter. Choose a lower learning rate");
        }
    }

    private static boolean lost(StepReport report) {
        return report.skipped() && report.targetTokens() > 0;
    }
}
