package io.insitu.connectors.tau2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Beside;
import io.insitu.connectors.importing.Layout;
import io.insitu.schemas.TaskAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a result file says about its tasks: the ticket an agent without a user starts from, and what is right. */
final class Tau2Tasks {
    private static final int MOST = 10_000;
    private static final int LONGEST = 100_000;

    private final Map<String, Task> byId = new HashMap<>();

    /**
     * @param ticket empty: there is a user to talk to
     * @param expected attributes for verifiers
     */
    record Task(String ticket, Map<String, String> expected) {
        static final Task UNKNOWN = new Task("", Map.of());

        Task {
            expected = Map.copyOf(expected);
        }

        /**
         * What this verdict compared the attempt with, where it says so: a file's list of tasks may be another version's, whose
         * ids mean something else.
         */
        Map<String, String> expectedBy(JsonNode verdict) {
            if (!verdict.has("action_checks")) {
                return expected;
            }
            Map<String, String> compared = new HashMap<>();
            put(compared, TaskAttributes.EXPECTED_ACTIONS, actions(each(verdict.path("action_checks"), "action")));
            put(compared, TaskAttributes.EXPECTED_OUTPUTS, each(verdict.path("communicate_checks"), "info"));
            return compared;
        }

        /** A field of each check; null stays null. */
        private static JsonNode each(JsonNode checks, String field) {
            if (!checks.isArray()) {
                return checks;
            }
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            checks.forEach(check -> all.add(check.path(field)));
            return all;
        }
    }

    static Tau2Tasks of(Path file) throws IOException {
        Tau2Tasks tasks = new Tau2Tasks();
        Beside.records(file, Layout.under("tasks"), tasks::add);
        return tasks;
    }

    Task get(String id) {
        return byId.getOrDefault(id, Task.UNKNOWN);
    }

    private void add(JsonNode task) {
        String id = task.path("id").asText("");
        if (!id.isEmpty() && byId.size() < MOST) {
            JsonNode criteria = task.path("evaluation_criteria");
            Map<String, String> expected = new HashMap<>();
            put(expected, TaskAttributes.EXPECTED_ACTIONS, actions(criteria.path("actions")));
            put(expected, TaskAttributes.EXPECTED_OUTPUTS, criteria.path("communicate_info"));
            byId.put(id, new Task(task.path("ticket").asText(""), expected));
        }
    }

    private static JsonNode actions(JsonNode actions) {
        if (!actions.isArray()) {
            return actions;
        }
        ArrayNode expected = JsonNodeFactory.instance.arrayNode();
        for (JsonNode action : actions) {
            ObjectNode call = expected.addObject();
            call.put("name", action.path("name").asText());
            call.set(
                    "arguments",
                    action.path("arguments").isObject()
                            ? action.path("arguments")
                            : JsonNodeFactory.instance.objectNode());
            if (Tau2Record.requestor(action).equals("user")) {
                call.put("requestor", "user");
            }
        }
        return expected;
    }

    private static void put(Map<String, String> expected, String name, JsonNode value) {
        if (value.isArray()) {
            String text = value.toString();
            if (text.length() <= LONGEST) {
                expected.put(name, text);
            }
        }
    }
}
