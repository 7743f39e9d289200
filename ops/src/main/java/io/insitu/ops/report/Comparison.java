package io.insitu.ops.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The arms of several runs: each measure's mean with its interval, and each arm against the frozen one of its own run. */
final class Comparison {
    private static final String BASE = "frozen";
    /** The order in which a reader expects them; others follow. */
    private static final List<String> ORDER = List.of(BASE, "principles", "tools", "adapters", "all");

    private final Map<String, Arm> arms = new LinkedHashMap<>();

    /** One arm over all runs that had it. */
    private record Arm(int runs, Map<RunMeasure, Interval> measures, Optional<Interval> gain, int recovered) {}

    /**
     * @param reports of format 1
     */
    Comparison(List<JsonNode> reports) {
        List<String> names = new ArrayList<>(ORDER);
        reports.forEach(run -> run.path("arms").fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                names.add(name);
            }
        }));
        for (String name : names) {
            List<JsonNode> own = reports.stream()
                    .map(run -> run.path("arms").path(name))
                    .filter(JsonNode::isObject)
                    .toList();
            if (!own.isEmpty()) {
                arms.put(name, arm(name, own, reports));
            }
        }
    }

    private static Arm arm(String name, List<JsonNode> own, List<JsonNode> reports) {
        Map<RunMeasure, Interval> measures = new LinkedHashMap<>();
        for (RunMeasure measure : RunMeasure.ALL) {
            interval(own.stream().flatMap(arm -> measure.of(arm).stream()).toList())
                    .ifPresent(interval -> measures.put(measure, interval));
        }
        int recovered = (int) own.stream()
                .filter(arm -> arm.path("recovery").path("withinFifth").asBoolean())
                .count();
        return new Arm(own.size(), measures, name.equals(BASE) ? Optional.empty() : gain(name, reports), recovered);
    }

    private static Optional<Interval> gain(String name, List<JsonNode> reports) {
        List<Double> gains = new ArrayList<>();
        for (JsonNode run : reports) {
            Optional<Double> with = RunMeasure.LAST_FIFTH.of(run.path("arms").path(name));
            Optional<Double> without = RunMeasure.LAST_FIFTH.of(run.path("arms").path(BASE));
            if (with.isPresent() && without.isPresent()) {
                gains.add(with.get() - without.get());
            }
        }
        return interval(gains);
    }

    private static Optional<Interval> interval(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Interval.of(values));
    }

    /** For scripts: per arm, {@code runs}, {@code recoveredWithinFifth}, {@code gainLastFifth} and the measures by key. */
    ObjectNode json() {
        ObjectNode all = JsonMapper.builder().build().createObjectNode();
        arms.forEach((name, arm) -> {
            ObjectNode into = all.putObject(name);
            into.put("runs", arm.runs());
            arm.measures().forEach((measure, interval) -> put(into, measure.key(), interval));
            into.put("recoveredWithinFifth", arm.recovered());
            arm.gain().ifPresent(gain -> put(into, "gainLastFifth", gain));
        });
        return all;
    }

    private static void put(ObjectNode into, String key, Interval interval) {
        into.putObject(key)
                .put("mean", interval.mean())
                .put("halfWidth", interval.halfWidth())
                .put("runs", interval.runs())
                .put("aboveZero", interval.aboveZero());
    }

    /** For people: a row per measure, a column per arm. */
    String table() {
        StringBuilder table = new StringBuilder();
        row(table, "", arms.keySet().stream().toList());
        row(
                table,
                "runs",
                arms.values().stream().map(arm -> String.valueOf(arm.runs())).toList());
        for (RunMeasure measure : RunMeasure.ALL) {
            row(
                    table,
                    measure.label(),
                    arms.values().stream()
                            .map(arm -> Optional.ofNullable(arm.measures().get(measure))
                                    .map(measure::text)
                                    .orElse("-"))
                            .toList());
        }
        row(
                table,
                "gain over frozen, points",
                arms.values().stream()
                        .map(arm -> arm.gain().map(Interval::points).orElse("-"))
                        .toList());
        row(
                table,
                "back to 90 % in a fifth",
                arms.values().stream()
                        .map(arm -> arm.recovered() + " of " + arm.runs())
                        .toList());
        return table.toString().stripTrailing();
    }

    private static void row(StringBuilder table, String label, List<String> cells) {
        table.append(String.format(Locale.ROOT, "%-28s", label));
        cells.forEach(cell -> table.append(String.format(Locale.ROOT, "%16s", cell)));
        table.append(System.lineSeparator());
    }
}
