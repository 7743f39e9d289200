package io.insitu.ops.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A number of an arm that is averaged over runs.
 *
 * @param key where it is below {@code arms.<name>} of report.json, levels divided by dots
 * @param scale what it is multiplied with for people
 */
record RunMeasure(String key, String label, double scale, int decimals) {
    /** What a report says where there was nothing to measure. */
    private static final double NOTHING = -1;

    static final RunMeasure FIRST_FIFTH = points("successFirstFifth", "first fifth, %");
    static final RunMeasure LAST_FIFTH = points("successLastFifth", "last fifth, %");

    /** In the order in which they are told. */
    static final List<RunMeasure> ALL = List.of(
            FIRST_FIFTH,
            LAST_FIFTH,
            points("successBeforeDrift", "before the drift, %"),
            points("successAfterDrift", "after the drift, %"),
            new RunMeasure("stepsPerSuccess", "calls per success", 1, 2),
            count("principlesPublished", "principles published"),
            count("toolsPublished", "tools published"),
            count("adaptersPublished", "adapters live"),
            count("refusedCandidates", "candidates refused"),
            count("flips.failToPass", "flips to pass"),
            count("flips.passToFail", "flips to fail"),
            seconds("latencies.principle.p50", "event to principle p50, s"),
            seconds("latencies.principle.p99", "event to principle p99, s"),
            seconds("latencies.tool.p50", "event to tool p50, s"),
            seconds("latencies.tool.p99", "event to tool p99, s"),
            seconds("latencies.liveAdapter.p50", "event to live adapter p50, s"),
            seconds("latencies.liveAdapter.p99", "event to live adapter p99, s"),
            new RunMeasure("calls.quiet.p99", "call, quiet p99, ms", 1, 1),
            new RunMeasure("calls.near.p99", "call, around swaps p99, ms", 1, 1),
            new RunMeasure("convergence", "convergence", 1, 2));

    private static RunMeasure points(String key, String label) {
        return new RunMeasure(key, label, 100, 1);
    }

    private static RunMeasure count(String key, String label) {
        return new RunMeasure(key, label, 1, 1);
    }

    private static RunMeasure seconds(String key, String label) {
        return new RunMeasure(key, label, 1e-3, 2);
    }

    /** Empty where the run had nothing to measure. */
    Optional<Double> of(JsonNode arm) {
        double value = arm.at("/" + key.replace('.', '/')).asDouble(NOTHING);
        return value == NOTHING ? Optional.empty() : Optional.of(value);
    }

    /** For people, e.g. {@code 84.2 ± 3.1}. */
    String text(Interval interval) {
        String number = "%." + decimals + "f";
        return String.format(
                Locale.ROOT, number + " ± " + number, scale * interval.mean(), scale * interval.halfWidth());
    }
}
