package io.insitu.connectors.bfcl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.insitu.connectors.importing.Beside;
import io.insitu.connectors.importing.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checkable answers of one task file, by task. */
final class BfclAnswers {
    private static final int LONGEST = 200_000;
    private static final long ALL = 32_000_000;

    private final Path file;
    private final Map<String, Answer> byTask = new HashMap<>();
    private final boolean found;
    private long chars;

    /**
     * @param json for each turn an array of calls
     * @param calls in all turns
     */
    record Answer(String json, int calls) {}

    private BfclAnswers(Path file) {
        this.file = file;
        this.found = Files.isReadable(file);
    }

    static BfclAnswers beside(Path tasks) throws IOException {
        BfclAnswers answers =
                new BfclAnswers(tasks.resolveSibling("possible_answer").resolve(String.valueOf(tasks.getFileName())));
        if (answers.found) {
            Beside.records(answers.file, Layout.EACH, answers::add);
        }
        return answers;
    }

    @Nullable
    Answer get(String task) {
        return byTask.get(task);
    }

    /** Where answers that are missing should be, for people. */
    String place() {
        return file + (found ? "" : ", which is not there");
    }

    private void add(JsonNode line) {
        JsonNode truth = line.path("ground_truth");
        String id = line.path("id").asText("");
        if (!truth.isArray()) {
            return;
        }
        boolean turns = truth.path(0).isArray();
        int calls = 0;
        for (JsonNode turnOrCall : truth) {
            calls += turns ? turnOrCall.size() : 1;
        }
        String json = turns
                ? truth.toString()
                : JsonNodeFactory.instance.arrayNode().add(truth).toString();
        chars += json.length() + id.length();
        if (json.length() <= LONGEST && chars <= ALL) {
            byTask.put(id, new Answer(json, calls));
        }
    }
}
