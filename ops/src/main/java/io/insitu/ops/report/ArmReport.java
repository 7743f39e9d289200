package io.insitu.ops.report;

import java.util.List;

/**
 * How one arm did. Shares are of attempts that the world did not break; -1 stands for "nothing to measure". The fields
 * are the keys of {@code arms.<name>} in report.json and described in ops/README.md.
 */
public record ArmReport(
        int episodes,
        int infrastructure,
        double successFirstFifth,
        double successLastFifth,
        double successBeforeDrift,
        double successAfterDrift,
        double stepsPerSuccess,
        int principlesPublished,
        int principlesRetired,
        int toolsPublished,
        int toolsRefused,
        int adaptersPublished,
        int adaptersRolledBack,
        int refusedCandidates,
        Flips flips,
        Latencies latencies,
        Recovery recovery,
        double convergence,
        CallsAroundSwaps calls,
        List<Double> curve) {
    public ArmReport {
        curve = List.copyOf(curve);
    }

    /** Probe outcomes that changed under candidates, over all evaluations. */
    public record Flips(int passToFail, int failToPass) {}

    /**
     * From the newest event behind it to the moment it was published (principle, tool) or answered its first call
     * (adapter), in milliseconds.
     */
    public record Latencies(Percentiles principle, Percentiles tool, Percentiles liveAdapter) {}

    /**
     * The way back after the drift.
     *
     * @param levelBefore success in the last fifth of a run before the drift
     * @param episodes attempts after the drift until a window of a twentieth of the run reached 90 % of that level
     * @param shareOfRun the same as a share of the run
     * @param withinFifth whether that took at most a fifth of the run
     */
    public record Recovery(double levelBefore, int episodes, double shareOfRun, boolean withinFifth) {}

    /** How long agents waited for the policy: within a second of a swap, and otherwise. */
    public record CallsAroundSwaps(int swaps, Percentiles near, Percentiles quiet, int refused) {}
}
