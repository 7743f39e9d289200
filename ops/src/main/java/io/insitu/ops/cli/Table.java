package io.insitu.ops.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Rows for people, or the same rows as a JSON array of objects for scripts. */
public final class Table {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDEST = 60;

    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    public Table(String... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row: numbers stay numbers in JSON. */
    public void row(Object... cells) {
        rows.add(List.of(cells));
    }

    public void print(boolean json) {
        System.out.println(json ? json() : text());
    }

    /** As JSON, one row per line. */
    void printLines() {
        rows.forEach(row -> System.out.println(object(row)));
    }

    private String json() {
        ArrayNode array = JSON.createArrayNode();
        rows.forEach(row -> array.add(object(row)));
        return array.toPrettyString();
    }

    private ObjectNode object(List<Object> row) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            object.putPOJO(columns.get(i), row.get(i));
        }
        return object;
    }

    private String text() {
        if (rows.isEmpty()) {
            return "nothing yet";
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns);
        rows.forEach(row -> cells.add(row.stream().map(Table::cell).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> row : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString().stripTrailing();
    }

    /** One line, no control characters: what agents wrote must not move anybody's cursor. */
    static String line(Object value) {
        return String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
    }

    private static String cell(Object value) {
        String text = line(value);
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }
}
