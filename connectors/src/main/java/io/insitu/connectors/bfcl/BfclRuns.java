package io.insitu.connectors.bfcl;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.connectors.importing.Teller;
import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.TaskStarted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells a task as an attempt in which nobody answered yet: what was asked and offered, and what would be right. */
final class BfclRuns implements Teller {
    private final Path file;
    private final BfclAnswers answers;
    private final BfclFunctions functions;
    private final Set<String> unknownSystems = new TreeSet<>();
    private boolean answerMissing;

    BfclRuns(Path file) throws IOException {
        this.file = file;
        this.answers = BfclAnswers.beside(file);
        this.functions = BfclFunctions.beside(file);
    }

    @Override
    public List<Run> tell(long number, JsonNode record) {
        BfclTask task = BfclTask.of(record);
        Steps steps = new Steps();
        String asked = "";
        for (List<JsonNode> turn : task.turns()) {
            for (JsonNode message : turn) {
                String role = message.path("role").asText();
                String text = Content.text(message.path("content"));
                steps.message(Content.role(role), text);
                asked = asked.isEmpty() && role.equals("user") ? text : asked;
            }
        }
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(task.id())
                .setInstruction(asked)
                .setToolsOffered(functions.of(record, unknownSystems))
                .setAttributes(expected(task))
                .build();
        return List.of(new Run(started, steps.list(), Steps.unknown("a task to practise: nobody has tried it")));
    }

    private Map<String, String> expected(BfclTask task) {
        if (task.wantsNoCall()) {
            return Map.of(TaskAttributes.EXPECTED_ANSWERS, "[[]]");
        }
        BfclAnswers.Answer answer = answers.get(task.id());
        answerMissing |= answer == null;
        return answer == null ? Map.of() : Map.of(TaskAttributes.EXPECTED_ANSWERS, answer.json());
    }

    @Override
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (answerMissing) {
            missing.add(file.getFileName() + ": there are tasks without an answer; answers should be in "
                    + answers.place());
        }
        if (!unknownSystems.isEmpty()) {
            missing.add(file.getFileName() + ": the functions of " + String.join(", ", unknownSystems)
                    + " are not known; they should be in " + file.resolveSibling("multi_turn_func_doc"));
        }
        return missing;
    }
}
