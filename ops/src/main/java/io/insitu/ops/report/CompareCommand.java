package io.insitu.ops.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the reports of several runs together: means with intervals, and each arm against the frozen one of its own run. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Means and 95 %% intervals over the reports of several runs, and each arm against frozen.")
public final class CompareCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> SHARES =
            List.of("successFirstFifth", "successLastFifth", "successBeforeDrift", "successAfterDrift");
    private static final String BASE = "frozen";
    /** What a report says where there was nothing to measure. */
    private static final double NOTHING = -1;

    @Parameters(paramLabel = "REPORT", arity = "1..*", description = "report.json files, or the folders they are in.")
    private List<Path> reports = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<JsonNode> runs = reports.stream().map(CompareCommand::read).toList();
        ObjectNode all = JSON.createObjectNode();
        for (Map.Entry<String, List<JsonNode>> arm : byArm(runs).entrySet()) {
            summary(arm.getKey(), arm.getValue(), runs, all.putObject(arm.getKey()));
        }
        System.out.println(json ? all.toPrettyString() : table(all));
        return ExitCode.OK;
    }

    private static JsonNode read(Path given) {
        Path file = Files.isDirectory(given) ? given.resolve("report.json") : given;
        try {
            JsonNode report = JSON.readTree(Files.readString(file));
            if (report.path("format").asInt() != 1 || !report.path("arms").isObject()) {
                throw UserError.usage(file + ": is not a report of format 1; give report.json files of demo runs");
            }
            return report;
        } catch (IOException e) {
            throw UserError.usage(file + ": cannot be read as a report (" + UserError.reason(e) + ")");
        }
    }

    private static Map<String, List<JsonNode>> byArm(List<JsonNode> runs) {
        Map<String, List<JsonNode>> arms = new LinkedHashMap<>();
        for (JsonNode run : runs) {
            run.path("arms")
                    .properties()
                    .forEach(arm -> arms.computeIfAbsent(arm.getKey(), k -> new ArrayList<>())
                            .add(arm.getValue()));
        }
        return arms;
    }

    private static void summary(String arm, List<JsonNode> own, List<JsonNode> runs, ObjectNode into) {
        into.put("runs", own.size());
        for (String share : SHARES) {
            put(into, share, values(own, share));
        }
        put(into, "stepsPerSuccess", values(own, "stepsPerSuccess"));
        into.put(
                "recoveredWithinFifth",
                own.stream()
                        .filter(each ->
                                each.path("recovery").path("withinFifth").asBoolean())
                        .count());
        List<Double> gains = new ArrayList<>();
        for (JsonNode run : runs) {
            JsonNode arms = run.path("arms");
            double with = arms.path(arm).path("successLastFifth").asDouble(NOTHING);
            double without = arms.path(BASE).path("successLastFifth").asDouble(NOTHING);
            if (!arm.equals(BASE) && with != NOTHING && without != NOTHING) {
                gains.add(with - without);
            }
        }
        put(into, "gainLastFifth", gains);
    }

    private static List<Double> values(List<JsonNode> arms, String key) {
        return arms.stream()
                .map(arm -> arm.path(key).asDouble(NOTHING))
                .filter(value -> value != NOTHING)
                .toList();
    }

    private static void put(ObjectNode into, String key, List<Double> values) {
        if (values.isEmpty()) {
            return;
        }
        Interval interval = Interval.of(values);
        into.putObject(key)
                .put("mean", interval.mean())
                .put("halfWidth", interval.halfWidth())
                .put("runs", interval.runs())
                .put("aboveZero", interval.aboveZero());
    }

    private static String table(ObjectNode all) {
        StringBuilder table = new StringBuilder(String.format(
                "%-11s %4s  %-14s %-14s %-14s %-14s %-18s %s%n",
                "arm",
                "runs",
                "first fifth",
                "last fifth",
                "before drift",
                "after drift",
                "gain over frozen",
                "recovered"));
        all.properties().forEach(arm -> {
            JsonNode values = arm.getValue();
            table.append(String.format(
                    Locale.ROOT,
                    "%-11s %4d  %-14s %-14s %-14s %-14s %-18s %d/%d%n",
                    arm.getKey(),
                    values.path("runs").asInt(),
                    points(values.path("successFirstFifth")),
                    points(values.path("successLastFifth")),
                    points(values.path("successBeforeDrift")),
                    points(values.path("successAfterDrift")),
                    points(values.path("gainLastFifth")),
                    values.path("recoveredWithinFifth").asInt(),
                    values.path("runs").asInt()));
        });
        return table.toString().stripTrailing();
    }

    private static String points(JsonNode interval) {
        return interval.isMissingNode()
                ? "-"
                : new Interval(
                                interval.path("mean").asDouble(),
                                interval.path("halfWidth").asDouble(),
                                interval.path("runs").asInt())
                        .points();
    }
}
