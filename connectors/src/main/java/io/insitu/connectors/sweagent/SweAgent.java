package io.insitu.connectors.sweagent;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Layout;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.nio.file.Path;
import java.util.List;

/** A {@code .traj} file: one run, as steps under {@code trajectory} and as a conversation under {@code history}. */
public final class SweAgent implements TraceFormat {
    @Override
    public String name() {
        return "swe-agent";
    }

    /** Which of the two comes first, and whether both are there, differs; the first may be longer than what is looked at. */
    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("trajectory/action", "trajectory/observation")
                || beginning.has("history/role", "history/agent");
    }

    @Override
    public Layout layout() {
        return Layout.WHOLE;
    }

    @Override
    public Tally tally() {
        return new Counts();
    }

    @Override
    public Teller teller(Path file) {
        String name = String.valueOf(file.getFileName());
        int end = name.indexOf(".traj");
        String task = end > 0 ? name.substring(0, end) : name;
        return (number, record) -> {
            check(record);
            return List.of(SweAgentRuns.of(task, record));
        };
    }

    private static void check(JsonNode record) {
        require(record.isObject(), "a trajectory must be an object");
        require(
                record.path("trajectory").isArray() || record.path("history").isArray(),
                "neither trajectory nor history is an array");
        for (JsonNode step : record.path("trajectory")) {
            require(
                    step.path("action").isTextual() && step.path("observation").isValueNode(),
                    "trajectory: a step without action or observation");
        }
        for (JsonNode message : record.path("history")) {
            require(message.path("role").isTextual(), "history: a message without role");
        }
    }

    private static final class Counts implements Tally {
        private int trajectories;
        private int steps;
        private int history;
        private int withSubmission;

        @Override
        public void add(long number, JsonNode record) {
            check(record);
            trajectories++;
            steps += record.path("trajectory").size();
            history += record.path("history").size();
            withSubmission += record.path("info").path("submission").asText("").isEmpty() ? 0 : 1;
        }

        @Override
        public ObjectNode toJson() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("trajectories", trajectories)
                    .put("steps", steps)
                    .put("history", history)
                    .put("with_submission", withSubmission);
        }
    }
}
