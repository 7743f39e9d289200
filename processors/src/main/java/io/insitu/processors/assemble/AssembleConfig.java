package io.insitu.processors.assemble;

/**
 * When a trajectory is closed, and how much of it is remembered.
 *
 * @param idleMs silence, in log time, after which an open trajectory is closed
 * @param settleMs silence that closes a traced trajectory whose end was told: what its spans and log records still had to
 *     say has come by then
 * @param rememberMs how long, in log time, a closed trajectory still absorbs repeats and takes late feedback
 * @param futureMs how far ahead of log time an event may claim to have happened
 * @param maxSteps events per trajectory
 * @param maxBytes encoded bytes per trajectory; a journal record must stay under the broker's limit
 * @param maxOpen open trajectories per partition; beyond it the one nearest to its idle close is closed
 * @param maxClosed remembered trajectories per partition; beyond it the oldest is forgotten
 */
public record AssembleConfig(
        long idleMs,
        long settleMs,
        long rememberMs,
        long futureMs,
        int maxSteps,
        int maxBytes,
        int maxOpen,
        int maxClosed) {
    public AssembleConfig {
        positive("idleMs", idleMs);
        positive("settleMs", settleMs);
        positive("rememberMs", rememberMs);
        positive("futureMs", futureMs);
        positive("maxSteps", maxSteps);
        positive("maxBytes", maxBytes);
        positive("maxOpen", maxOpen);
        positive("maxClosed", maxClosed);
    }

    /** The shipped values. */
    public static AssembleConfig defaults() {
        return new AssembleConfig(120_000, 15_000, 6 * 3_600_000L, 600_000, 512, 768 * 1024, 10_000, 100_000);
    }

    /** The same with another memory of what is closed. */
    public AssembleConfig remembering(long ms) {
        return new AssembleConfig(idleMs, settleMs, ms, futureMs, maxSteps, maxBytes, maxOpen, maxClosed);
    }

    private static void positive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("assemble." + key + " must be at least 1, was " + value);
        }
    }
}
