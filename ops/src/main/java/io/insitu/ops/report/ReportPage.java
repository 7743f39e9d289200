package io.insitu.ops.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one page that needs nothing else. */
final class ReportPage {
    private static final String STYLE = """
            body { font: 15px/1.5 sans-serif; max-width: 900px; margin: 2em auto; padding: 0 1em; color: #222 }
            table { border-collapse: collapse; width: 100% } td, th { padding: .25em .6em; text-align: right }
            td:first-child { text-align: left } tr { border-bottom: 1px solid #eee } small { color: #666 }
            """;

    private ReportPage() {}

    static String of(Report report) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        report.arms().forEach((name, arm) -> curves.put(name, arm.curve()));
        Report.Run run = report.run();
        double drift = run.driftEpisode() / (double) run.episodes();
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>Insitu report</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Insitu: what the agents learnt</h1>\n<p>World ")
                .append(escape(run.world()))
                .append(", seed ")
                .append(run.seed())
                .append(", ")
                .append(run.episodes())
                .append(" attempts per arm")
                .append(run.complete() ? "" : ", stopped early")
                .append(". Each point is the share of successes among a thirtieth of the run.</p>\n");
        page.append(CurveChart.svg(run.episodes(), drift, curves));
        page.append("<table>\n");
        boolean header = true;
        for (List<String> row : ReportTable.rows(report)) {
            String tag = header ? "th" : "td";
            page.append("<tr>");
            row.forEach(cell -> page.append('<')
                    .append(tag)
                    .append('>')
                    .append(escape(cell))
                    .append("</")
                    .append(tag)
                    .append('>'));
            page.append("</tr>\n");
            header = false;
        }
        page.append("</table>\n<p><small>")
                .append(escape(String.format(
                        Locale.ROOT,
                        "%d events in %.0f s (%.0f per second); dead letters %s; %s, %d cores, JDK %s, RSS %.0f MB",
                        report.infrastructure().events(),
                        report.infrastructure().seconds(),
                        report.infrastructure().eventsPerSecond(),
                        report.deadLetters(),
                        report.machine().cpu(),
                        report.machine().cores(),
                        report.machine().jdk(),
                        report.infrastructure().rssMb())))
                .append("</small></p>\n</body></html>\n");
        return page.toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
