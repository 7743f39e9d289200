package io.insitu.ops.report;

import io.insitu.ops.log.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a report from a run's log. */
public final class Reporter {
    private static final int FORMAT = 1;

    private Reporter() {}

    /**
     * @param lineages name of each arm to its lineage, in the order in which they are shown
     * @param startSeconds how long it took until the first agent could work
     */
    public static Report report(LogReader log, Report.Run run, Map<String, String> lineages, double startSeconds) {
        RunLog facts = RunLog.read(log);
        Map<String, ArmReport> arms = new LinkedHashMap<>();
        lineages.forEach((arm, lineage) -> arms.put(arm, new ArmMeasure(facts, lineage, run.episodes()).report()));
        double seconds = facts.seconds();
        return new Report(
                FORMAT,
                run,
                machine(),
                arms,
                new Report.Infrastructure(
                        facts.events(),
                        seconds,
                        seconds == 0 ? 0 : facts.events() / seconds,
                        startSeconds,
                        procMb("/proc/self/status", "VmHWM:")),
                facts.letters());
    }

    private static Report.Machine machine() {
        return new Report.Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                cpu(),
                Runtime.getRuntime().availableProcessors(),
                String.valueOf(System.getProperty("java.version")),
                procMb("/proc/meminfo", "MemTotal:"));
    }

    private static String cpu() {
        return lines("/proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** A figure that Linux gives in kB; -1 elsewhere. */
    private static double procMb(String file, String field) {
        return lines(file).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(kilobytes -> Math.round(Double.parseDouble(kilobytes) / 1024))
                .findFirst()
                .orElse(-1);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
