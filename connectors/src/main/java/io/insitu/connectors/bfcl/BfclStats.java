package io.insitu.connectors.bfcl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Tally;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Counts tasks and their answers. */
final class BfclStats implements Tally {
    private @Nullable BfclAnswers answers;
    private int tasks;
    private int turns;
    private int answered;
    private int groundTruthCalls;
    private int functions;

    @Override
    public void file(Path file) throws IOException {
        answers = BfclAnswers.beside(file);
    }

    @Override
    public void add(long number, JsonNode record) {
        BfclTask task = BfclTask.of(record);
        tasks++;
        turns += task.turns().size();
        functions += record.path("function").size();
        BfclAnswers.Answer answer = answers == null ? null : answers.get(task.id());
        if (answer != null) {
            answered++;
            groundTruthCalls += answer.calls();
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        stats.put("tasks", tasks).put("turns", turns).put("answers", answered);
        if (answered > 0) {
            stats.put("ground_truth_calls", groundTruthCalls);
        } else {
            stats.putNull("ground_truth_calls"); // not none: not known
        }
        return stats.put("functions", functions);
    }
}
