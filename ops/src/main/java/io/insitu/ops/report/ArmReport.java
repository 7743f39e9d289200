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

    /** Probe outcomes that changed between the two adapters compared, summed over all evaluations answered. */
    public record Flips(int passToFail, int failToPass) {}

    /**
     * From the newest event behind it, in milliseconds, to its place on the public feed (principle, tool), or to the first
     * acknowledgement that a replica serves it, from where on calls use it (adapter; its newest event is the end of the
     * youngest trajectory in its batch).
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

    /**
     * How long agents waited for an answer of the policy, the way into the runtime included.
     *
     * @param swaps changes of the adapter that serves
     * @param near calls during the loading or the swap of an adapter, or within a second of it
     * @param quiet all other calls
     * @param refused calls that got no answer
     * @param refusedNear those of them that would count as near
     */
    public record CallsAroundSwaps(int swaps, Percentiles near, Percentiles quiet, int refused, int refusedNear) {}
}
