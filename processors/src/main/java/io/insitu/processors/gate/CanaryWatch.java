package io.insitu.processors.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches a new live adapter by a sequential test: is success still what it was before, or lower by what we do not
 * accept? Each attempt shifts the odds; when they are overwhelming, there is reason to doubt the adapter.
 *
 * @param baseline success rate before
 * @param attempts attempts of the new adapter so far
 * @param successes of these
 * @param logOdds log of how much more likely a drop explains them
 * @param doubt the open question whether the parent would do better
 */
public record CanaryWatch(
        String adapterId,
        String parentId,
        double baseline,
        int attempts,
        int successes,
        double logOdds,
        @Nullable Doubt doubt) {
    /**
     * A comparison of the live adapter with its parent that was asked for.
     *
     * @param asked how often
     * @param askedMs when last
     */
    public record Doubt(String requestId, List<String> tasks, int asked, long askedMs) {
        public Doubt {
            tasks = List.copyOf(tasks);
        }
    }

    static CanaryWatch begun(String adapterId, String parentId, double baseline) {
        return new CanaryWatch(adapterId, parentId, baseline, 0, 0, 0, null);
    }

    CanaryWatch with(boolean success, GateConfig config) {
        double before = Math.min(0.95, Math.max(0.1, baseline));
        double dropped = Math.max(0.02, before - config.drop());
        double shift = success ? StrictMath.log(dropped / before) : StrictMath.log((1 - dropped) / (1 - before));
        // Never below zero: a good beginning must not excuse a later fall.
        return new CanaryWatch(
                adapterId,
                parentId,
                baseline,
                attempts + 1,
                successes + (success ? 1 : 0),
                Math.max(0, logOdds + shift),
                doubt);
    }

    CanaryWatch doubting(@Nullable Doubt next) {
        return new CanaryWatch(adapterId, parentId, baseline, attempts, successes, logOdds, next);
    }

    boolean dropped(GateConfig config) {
        return logOdds >= -StrictMath.log(config.falseAlarm());
    }

    boolean over(GateConfig config) {
        return attempts >= config.watched() && doubt == null && !dropped(config);
    }
}
