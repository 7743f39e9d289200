package io.insitu.ops.bench.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.bench.ProcessMemory;
import io.insitu.ops.cli.Table;
import io.insitu.ops.report.Slope;
import io.insitu.ops.site.DataFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the process held in the course of a soak, and how fast that grew once it was warm. */
final class SoakReport {
    private static final double MILLION = 1e6;
    /** Before that code is still compiled and caches are still filled, and what is remembered for hours is not yet forgotten. */
    private static final double WARM = 0.3;

    private static final Map<String, ToDoubleFunction<Row>> MEASURES = new LinkedHashMap<>();

    static {
        MEASURES.put("heapMb", row -> row.memory().heapMb());
        MEASURES.put("directMb", row -> row.memory().directMb());
        MEASURES.put("residentMb", row -> row.memory().residentMb());
        MEASURES.put("storesMb", Row::storesMb);
        MEASURES.put("logMb", Row::logMb);
    }

    private final DataFolder folder;
    private final long wanted;
    private final List<Row> rows = new ArrayList<>();

    /**
     * @param seconds since the row before
     * @param storesMb files of the state stores
     * @param logMb records on the log, changelogs included
     */
    private record Row(long events, double seconds, ProcessMemory memory, double storesMb, double logMb) {}

    SoakReport(DataFolder folder, long wanted) {
        this.folder = folder;
        this.wanted = wanted;
    }

    void note(long events, double seconds) {
        Row row = new Row(
                events,
                seconds,
                ProcessMemory.now(),
                FolderSize.mb(folder.streams(), ""),
                FolderSize.mb(folder.broker(), ".log"));
        rows.add(row);
        System.err.printf(
                Locale.ROOT,
                "insitu: %,d events, heap %.0f MB, resident %.0f MB, stores %.0f MB%n",
                events,
                row.memory().heapMb(),
                row.memory().residentMb(),
                row.storesMb());
    }

    /** {@code wanted} and {@code events} differ where it was stopped. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("wanted", wanted)
                .put("events", rows.get(rows.size() - 1).events());
        rows.forEach(row -> {
            ObjectNode one = json.withArray("rows")
                    .addObject()
                    .put("events", row.events())
                    .put("seconds", row.seconds());
            MEASURES.forEach((name, measure) -> one.put(name, measure.applyAsDouble(row)));
        });
        List<Row> warm =
                rows.stream().filter(row -> row.events() >= WARM * wanted).toList();
        if (warm.size() > 2) {
            MEASURES.forEach((name, measure) -> {
                Slope slope = Slope.of(warm.stream()
                        .map(row -> new Slope.Point(row.events() / MILLION, measure.applyAsDouble(row)))
                        .toList());
                json.withObject("/perMillion/" + name)
                        .put("value", slope.perUnit())
                        .put("halfWidth", slope.halfWidth());
            });
        }
        return json;
    }

    /** As a table, with a line for each measure that has a slope. */
    static void print(JsonNode soak) {
        List<String> columns = new ArrayList<>(List.of("events", "events/s"));
        columns.addAll(MEASURES.keySet());
        Table table = new Table(columns.toArray(String[]::new));
        long before = 0;
        for (JsonNode row : soak.path("rows")) {
            long events = row.path("events").asLong();
            List<Object> cells = new ArrayList<>();
            cells.add(events);
            cells.add(
                    events == 0
                            ? ""
                            : Math.round((events - before) / row.path("seconds").asDouble()));
            MEASURES.keySet()
                    .forEach(name -> cells.add(Math.round(row.path(name).asDouble())));
            table.row(cells.toArray());
            before = events;
        }
        table.print(false);
        if (soak.path("events").asLong() < soak.path("wanted").asLong()) {
            System.out.println("stopped before " + soak.path("wanted").asLong());
        }
        soak.path("perMillion")
                .fields()
                .forEachRemaining(slope -> System.out.printf(
                        Locale.ROOT,
                        "%s: %.1f ± %.1f per million events%n",
                        slope.getKey(),
                        slope.getValue().path("value").asDouble(),
                        slope.getValue().path("halfWidth").asDouble()));
    }
}
