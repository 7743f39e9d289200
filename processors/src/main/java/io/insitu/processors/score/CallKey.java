package io.insitu.processors.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for all ways to write the same call. Fields are sorted. An argument that is an array is a bag; arrays of one length
 * are columns of one table, whose rows are sorted together, and a row that maps {@code k} to an equal {@code new_k} is left
 * out, since it changes nothing. Arrays further down keep their order.
 */
public final class CallKey {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String NEW = "new_";

    private CallKey() {}

    /**
     * @param arguments as the agent wrote them; what is no JSON object stands for itself
     */
    static String of(String tool, String arguments) {
        JsonNode read;
        try {
            read = JSON.readTree(arguments);
        } catch (JsonProcessingException e) {
            read = TextNode.valueOf(arguments);
        }
        return of(tool, read);
    }

    /** The same for arguments that are read already. */
    public static String of(String tool, JsonNode arguments) {
        return tool + (arguments.isObject() ? table(arguments) : canonical(arguments));
    }

    private static String table(JsonNode arguments) {
        Map<String, String> fields = new TreeMap<>();
        Map<Integer, List<String>> columnsByLength = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : arguments.properties()) {
            JsonNode value = field.getValue();
            if (value.isArray() && !value.isEmpty()) {
                columnsByLength
                        .computeIfAbsent(value.size(), length -> new ArrayList<>())
                        .add(field.getKey());
            } else {
                fields.put(field.getKey(), canonical(value));
            }
        }
        columnsByLength.forEach((length, columns) -> {
            Collections.sort(columns);
            List<Row> rows = rows(arguments, columns, length);
            for (int i = 0; i < columns.size(); i++) {
                int column = i;
                fields.put(
                        columns.get(i),
                        rows.stream()
                                .map(row -> row.cells().get(column))
                                .toList()
                                .toString());
            }
        });
        return fields.toString();
    }

    private record Row(List<String> cells) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int order = 0;
            for (int i = 0; i < cells.size() && order == 0; i++) {
                order = cells.get(i).compareTo(other.cells.get(i));
            }
            return order;
        }
    }

    private static List<Row> rows(JsonNode arguments, List<String> columns, int length) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int place = i;
            rows.add(new Row(columns.stream()
                    .map(column -> canonical(arguments.path(column).path(place)))
                    .toList()));
        }
        Collections.sort(rows);
        List<Row> changing =
                rows.stream().filter(row -> !changesNothing(columns, row)).toList();
        return changing.isEmpty() ? rows : changing;
    }

    private static boolean changesNothing(List<String> columns, Row row) {
        for (int i = 0; i < columns.size(); i++) {
            int after = columns.indexOf(NEW + columns.get(i));
            if (after >= 0 && row.cells().get(i).equals(row.cells().get(after))) {
                return true;
            }
        }
        return false;
    }

    /** 54, 54.0 and 5.4e1 are one amount. */
    static String amount(JsonNode number) {
        return number.decimalValue().signum() == 0
                ? "0"
                : number.decimalValue().stripTrailingZeros().toString();
    }

    private static String canonical(JsonNode value) {
        if (value.isNumber()) {
            return amount(value);
        }
        if (value.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            value.properties().forEach(field -> fields.put(field.getKey(), canonical(field.getValue())));
            return fields.toString();
        }
        if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            for (Iterator<JsonNode> each = value.elements(); each.hasNext(); ) {
                elements.add(canonical(each.next()));
            }
            return elements.toString();
        }
        return value.toString();
    }
}
