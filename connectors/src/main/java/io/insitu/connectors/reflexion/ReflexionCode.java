package io.insitu.connectors.reflexion;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.RunCounts;
import io.insitu.connectors.importing.Steps;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import java.nio.file.Path;
import java.util.List;

/** A programming task per line, with the last solution, whether it passed, and what the agent wrote about the others. */
public final class ReflexionCode implements TraceFormat {
    @Override
    public String name() {
        return "reflexion-code";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("task_id", "prompt", "is_solved");
    }

    @Override
    public Tally tally() {
        return new Counts();
    }

    /** The reference solution and the tests stay where they are: the agent saw neither. */
    @Override
    public Teller teller(Path file) {
        return (number, task) -> {
            check(task);
            Steps steps = new Steps();
            steps.message(Role.USER, task.path("prompt").asText());
            task.path("reflections").forEach(lesson -> steps.message(Role.ASSISTANT, lesson.asText("")));
            steps.message(Role.ASSISTANT, task.path("solution").asText(""));
            boolean solved = task.path("is_solved").asBoolean();
            TaskStarted started = TaskStarted.newBuilder()
                    .setTaskId(task.path("task_id").asText())
                    .setInstruction(task.path("prompt").asText())
                    .build();
            return List.of(new Run(
                    started,
                    steps.list(),
                    Steps.judged(solved, solved ? 1 : 0, "recorded result of the task's tests")));
        };
    }

    private static void check(JsonNode task) {
        require(!task.path("task_id").asText("").isBlank(), "task_id is missing");
        require(task.path("prompt").isTextual(), "prompt must be text");
        require(task.path("is_solved").isBoolean(), "is_solved must be true or false");
    }

    private static final class Counts implements Tally {
        private final RunCounts runs = new RunCounts();
        private int solved;
        private int withReflections;
        private int reflections;

        @Override
        public void add(long number, JsonNode task) {
            check(task);
            boolean passed = task.path("is_solved").asBoolean();
            runs.add(task.path("task_id").asText(), passed, passed ? 1 : 0, 0);
            solved += passed ? 1 : 0;
            withReflections += task.path("reflections").isEmpty() ? 0 : 1;
            reflections += task.path("reflections").size();
        }

        @Override
        public ObjectNode toJson() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("records", runs.runs())
                    .put("tasks", runs.tasks())
                    .put("solved", solved)
                    .put("with_reflections", withReflections)
                    .put("reflections", reflections);
        }
    }
}
