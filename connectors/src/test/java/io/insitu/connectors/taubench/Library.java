package io.insitu.connectors.taubench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Three made-up runs in the format of tau-bench: a success, a failure of the same task, a broken world. */
final class Library {
    static final List<String> RECORDS = records();

    private Library() {}

    /** The file as it stands. */
    static String text() {
        try (InputStream in = Library.class.getResourceAsStream("library.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the sample lies beside this class", e);
        }
    }

    private static List<String> records() {
        try {
            List<String> records = new ArrayList<>();
            for (JsonNode record : new ObjectMapper().readTree(text())) {
                records.add(record.toString());
            }
            return List.copyOf(records);
        } catch (IOException e) {
            throw new IllegalStateException("the sample is JSON", e);
        }
    }
}
