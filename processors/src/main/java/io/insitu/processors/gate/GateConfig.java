package io.insitu.processors.gate;

/**
 * What an adapter must show.
 *
 * @param minProbes different probe tasks needed before anything is decided
 * @param maxProbes probe tasks per evaluation
 * @param trials attempts per probe task and side
 * @param minCoverage share of the asked pairs that must have been answered; fewer: the probe was cut short
 * @param minNet flips from fail to pass minus flips from pass to fail
 * @param maxP one-sided sign test over the flips
 * @param maxAsked evaluations asked for one candidate before it is rejected
 * @param evaluationTimeoutMs event time after which an unanswered evaluation is asked again
 * @param canaryTimeoutMs event time for which replicas are waited for; after the second, silent ones no longer are
 * @param watched attempts of a new live adapter that are watched
 * @param minBaseline attempts before promotion needed to watch against
 * @param drop loss of success rate that is not accepted
 * @param falseAlarm how often a harmless adapter may come under doubt
 * @param maxWaiting candidates waiting for their turn
 */
public record GateConfig(
        int minProbes,
        int maxProbes,
        int trials,
        double minCoverage,
        int minNet,
        double maxP,
        int maxAsked,
        long evaluationTimeoutMs,
        long canaryTimeoutMs,
        int watched,
        int minBaseline,
        double drop,
        double falseAlarm,
        int maxWaiting) {
    public GateConfig {
        atLeastOne("minProbes", minProbes);
        atLeastOne("maxProbes", maxProbes);
        atLeastOne("trials", trials);
        atLeastOne("minNet", minNet);
        atLeastOne("maxAsked", maxAsked);
        atLeastOne("evaluationTimeoutMs", evaluationTimeoutMs);
        atLeastOne("canaryTimeoutMs", canaryTimeoutMs);
        atLeastOne("watched", watched);
        atLeastOne("minBaseline", minBaseline);
        atLeastOne("maxWaiting", maxWaiting);
        share("minCoverage", minCoverage);
        share("maxP", maxP);
        share("drop", drop);
        share("falseAlarm", falseAlarm);
    }

    /** The shipped values. */
    public static GateConfig defaults() {
        return new GateConfig(6, 24, 4, 0.75, 2, 0.15, 4, 120_000, 60_000, 200, 16, 0.25, 0.01, 4);
    }

    private static void atLeastOne(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("gate." + key + " must be at least 1, was " + value);
        }
    }

    private static void share(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("gate." + key + " must be between 0 and 1, was " + value);
        }
    }
}
