package io.insitu.processors.recall;

/**
 * How fast the library of a lineage still changes.
 *
 * @param rate entries new or changed per attempt, smoothed
 * @param pending changes since the last attempt
 * @param attempts attempts that used tools
 * @param calm of these, the newest in a row with a low rate
 * @param settled whether convergence was announced for this calm
 */
public record Pace(double rate, int pending, int attempts, int calm, boolean settled) {
    /** Nothing is known yet, so everything may change. */
    static final Pace FIRST = new Pace(1, 0, 0, 0, false);

    Pace changed() {
        return new Pace(rate, pending + 1, attempts, calm, settled);
    }

    Pace attempted(RecallConfig config) {
        double next = rate + config.paceAlpha() * (pending - rate);
        boolean low = next < config.convergedPace();
        return new Pace(next, 0, attempts + 1, low ? calm + 1 : 0, low && settled);
    }

    boolean justSettled(RecallConfig config) {
        return !settled && calm >= config.convergedAttempts();
    }

    Pace announced() {
        return new Pace(rate, pending, attempts, calm, true);
    }
}
