package io.insitu.processors.distil;

/**
 * What it takes to become a principle or a tool.
 *
 * @param window attempts remembered per condition, at most 64
 * @param slots places in the table of conditions, per lineage; each holds up to four
 * @param remembered attempts kept per lineage for evidence and corrections
 * @param minSuccesses successes with the call before it becomes a principle
 * @param minTasks different tasks among these successes
 * @param minTasksGeneral the same, for a condition of a single term
 * @param minNecessity share of the successes under the condition that must contain the call
 * @param maxP one-sided Fisher p up to which a principle is served
 * @param maxCandidateP p up to which a principle is noted, but not served
 * @param rivalFactor how many times less likely to be chance a principle must be than any other reading of its successes
 * @param minToolSuccesses successes with a sequence before it becomes a tool
 * @param minSufficiency share of the attempts with the sequence that must have succeeded
 * @param maxToolSteps calls in a tool
 * @param maxEntries library entries kept per lineage and kind, retired ones included
 */
public record DistilConfig(
        int window,
        int slots,
        int remembered,
        int minSuccesses,
        int minTasks,
        int minTasksGeneral,
        double minNecessity,
        double maxP,
        double maxCandidateP,
        double rivalFactor,
        int minToolSuccesses,
        double minSufficiency,
        int maxToolSteps,
        int maxEntries) {
    public DistilConfig {
        between("window", window, 4, 64);
        between("slots", slots, 1, 1 << 16);
        between("remembered", remembered, 64, 1 << 16);
        between("minSuccesses", minSuccesses, 1, 64);
        between("minTasks", minTasks, 1, 64);
        between("minTasksGeneral", minTasksGeneral, 1, 64);
        between("minToolSuccesses", minToolSuccesses, 1, 64);
        between("maxToolSteps", maxToolSteps, 2, 5);
        between("maxEntries", maxEntries, 1, 1024);
        share("minNecessity", minNecessity);
        share("maxP", maxP);
        share("maxCandidateP", maxCandidateP);
        share("minSufficiency", minSufficiency);
        if (!(rivalFactor >= 1)) {
            throw new IllegalArgumentException("distil.rivalFactor must be at least 1, was " + rivalFactor);
        }
    }

    /**
     * The shipped values. The p-value may be generous because publishing is a trial: utility and later successes
     * without it withdraw a principle. A short window forgets a changed world soon.
     */
    public static DistilConfig defaults() {
        return new DistilConfig(16, 2048, 2048, 2, 2, 3, 0.9, 0.2, 0.3, 1.0, 3, 0.8, 5, 256);
    }

    private static void between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "distil." + key + " must be between " + least + " and " + most + ", was " + value);
        }
    }

    private static void share(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("distil." + key + " must be between 0 and 1, was " + value);
        }
    }
}
