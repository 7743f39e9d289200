package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.EXPECTED_ACTIONS;
import static io.insitu.connectors.otlp.Convention.EXPECTED_OUTPUTS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.DeadLetterReason;
import java.util.Map;

/** What a span says that its task expects, for verifiers: the attempt's record must be able to hold it. */
final class Expected {
    private static final int MOST = 1_000;
    private static final int LONGEST = 200_000;

    private Expected() {}

    /** Adds to a task's attributes what was told; nothing where nothing was. */
    static void keep(Attributes told, Map<String, String> attributes) throws Unusable {
        if (told.has(EXPECTED_ACTIONS)) {
            ArrayNode calls = Json.object().arrayNode();
            for (JsonNode call : list(told, EXPECTED_ACTIONS)) {
                call(call, calls.addObject());
            }
            attributes.put(TaskAttributes.EXPECTED_ACTIONS, bounded(EXPECTED_ACTIONS, calls));
        }
        if (told.has(EXPECTED_OUTPUTS)) {
            JsonNode outputs = list(told, EXPECTED_OUTPUTS);
            for (JsonNode text : outputs) {
                if (!text.isTextual()) {
                    throw wrong(EXPECTED_OUTPUTS, "an array of texts");
                }
            }
            attributes.put(TaskAttributes.EXPECTED_OUTPUTS, bounded(EXPECTED_OUTPUTS, outputs));
        }
    }

    private static JsonNode list(Attributes told, Convention name) throws Unusable {
        JsonNode list = Json.structure(told.first(name));
        if (!list.isArray()) {
            throw wrong(name, "a JSON array");
        }
        if (list.size() > MOST) {
            throw new Unusable(
                    DeadLetterReason.TOO_LARGE, name.key() + " has more than " + MOST + " elements, " + list.size());
        }
        return list;
    }

    private static void call(JsonNode call, ObjectNode kept) throws Unusable {
        JsonNode arguments = Json.structure(call.path("arguments"));
        boolean none = arguments.isMissingNode() || arguments.isNull();
        String name = call.path("name").asText("");
        if (name.isBlank() || !(none || arguments.isObject())) {
            throw wrong(EXPECTED_ACTIONS, "an array of {\"name\", \"arguments\"}");
        }
        kept.put("name", name).set("arguments", none ? Json.object() : arguments);
        if (call.hasNonNull("requestor")) { // not the agent's
            kept.put("requestor", call.path("requestor").asText());
        }
    }

    private static String bounded(Convention name, JsonNode list) throws Unusable {
        String json = list.toString();
        if (json.length() > LONGEST) { // cut, it would expect something else
            throw new Unusable(DeadLetterReason.TOO_LARGE, name.key() + " has more than " + LONGEST + " characters");
        }
        return json;
    }

    private static Unusable wrong(Convention name, String must) {
        return new Unusable(DeadLetterReason.INVALID_FIELD, name.key() + " must be " + must);
    }
}
