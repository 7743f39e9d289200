package io.insitu.ops.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The figures people compare, one row per question and one column per arm. */
public final class ReportTable {
    private ReportTable() {}

    /** Rows of cells, the header first. */
    static List<List<String>> rows(Report report) {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(""));
        header.addAll(report.arms().keySet());
        rows.add(header);
        row(rows, report, "success, first fifth", arm -> percent(arm.successFirstFifth()));
        row(rows, report, "success, last fifth", arm -> percent(arm.successLastFifth()));
        row(rows, report, "success before the drift", arm -> percent(arm.successBeforeDrift()));
        row(rows, report, "success after the drift", arm -> percent(arm.successAfterDrift()));
        row(
                rows,
                report,
                "back to 90 % after",
                arm -> arm.recovery().episodes() < 0 ? "-" : arm.recovery().episodes() + " attempts");
        row(rows, report, "calls per success", arm -> decimal(arm.stepsPerSuccess()));
        row(rows, report, "convergence", arm -> decimal(arm.convergence()));
        row(rows, report, "principles published", arm -> String.valueOf(arm.principlesPublished()));
        row(rows, report, "tools published", arm -> String.valueOf(arm.toolsPublished()));
        row(rows, report, "adapters live", arm -> String.valueOf(arm.adaptersPublished()));
        row(rows, report, "candidates refused", arm -> String.valueOf(arm.refusedCandidates()));
        row(
                rows,
                report,
                "flips to pass / to fail",
                arm -> arm.flips().failToPass() + " / " + arm.flips().passToFail());
        row(
                rows,
                report,
                "event to principle p50/p99",
                arm -> latency(arm.latencies().principle()));
        row(
                rows,
                report,
                "event to tool p50/p99",
                arm -> latency(arm.latencies().tool()));
        row(
                rows,
                report,
                "event to live adapter p50/p99",
                arm -> latency(arm.latencies().liveAdapter()));
        row(rows, report, "call, quiet p50/p99", arm -> latency(arm.calls().quiet()));
        row(
                rows,
                report,
                "call, around swaps p50/p99",
                arm -> latency(arm.calls().near()));
        row(
                rows,
                report,
                "calls without an answer",
                arm -> String.valueOf(arm.calls().refused()));
        row(rows, report, "broken by the world", arm -> String.valueOf(arm.infrastructure()));
        return rows;
    }

    /** For a terminal. */
    public static String text(Report report) {
        List<List<String>> rows = rows(report);
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(String.format(Locale.ROOT, "  %-30s", row.get(0)));
            row.stream().skip(1).forEach(cell -> text.append(String.format(Locale.ROOT, "%18s", cell)));
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private static void row(List<List<String>> rows, Report report, String name, Function<ArmReport, String> cell) {
        List<String> row = new ArrayList<>(List.of(name));
        for (Map.Entry<String, ArmReport> arm : report.arms().entrySet()) {
            row.add(cell.apply(arm.getValue()));
        }
        rows.add(row);
    }

    private static String percent(double share) {
        return share < 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String decimal(double value) {
        return value < 0 ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String latency(Percentiles sample) {
        if (sample.count() == 0) {
            return "-";
        }
        return sample.p99() >= 10_000
                ? String.format(Locale.ROOT, "%.1f / %.1f s", sample.p50() / 1000, sample.p99() / 1000)
                : String.format(Locale.ROOT, "%.4g / %.4g ms", sample.p50(), sample.p99());
    }
}
