package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.ANY_AGENT_OUTPUT;
import static io.insitu.connectors.otlp.Convention.COMPLETION;
import static io.insitu.connectors.otlp.Convention.CONTENT_COMPLETION;
import static io.insitu.connectors.otlp.Convention.CONTENT_PROMPT;
import static io.insitu.connectors.otlp.Convention.INPUT;
import static io.insitu.connectors.otlp.Convention.OPERATION_DETAILS;
import static io.insitu.connectors.otlp.Convention.OUTPUT;
import static io.insitu.connectors.otlp.Convention.PROMPT;
import static io.insitu.connectors.otlp.Convention.SYSTEM_INSTRUCTIONS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.event.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model call was shown and what it answered.
 *
 * @param input the whole history, as each call repeats it
 * @param output the first choice; others were not what the conversation went on with
 */
record Dialogue(List<Said> input, List<Said> output) {
    Dialogue {
        input = List.copyOf(input);
        output = output.isEmpty() ? List.of() : List.of(output.get(0));
    }

    /** Of a span: its attributes, or else the events within it. */
    static Dialogue of(Telemetry.Span span) {
        List<Said> input = new ArrayList<>(input(span.attributes()));
        List<Said> output = new ArrayList<>(output(span.attributes()));
        if (input.isEmpty() && output.isEmpty()) {
            for (Telemetry.Event event : span.events()) {
                add(event.name(), event.attributes(), EventMessage.body(event.attributes()), input, output);
            }
        }
        return new Dialogue(input, output);
    }

    /** Of log records that belong to one call, in order. */
    static Dialogue of(List<Telemetry.Log> logs) {
        List<Said> input = new ArrayList<>();
        List<Said> output = new ArrayList<>();
        for (Telemetry.Log log : logs) {
            JsonNode body = log.body().isObject() ? log.body() : EventMessage.body(log.attributes());
            add(log.name(), log.attributes(), body, input, output);
        }
        return new Dialogue(input, output);
    }

    private static void add(String event, Attributes attributes, JsonNode body, List<Said> input, List<Said> output) {
        if (event.equals(OPERATION_DETAILS.key())) {
            input.addAll(input(attributes));
            output.addAll(output(attributes));
        } else if (event.equals(CONTENT_PROMPT.key())) {
            input.addAll(MessageJson.read(attributes.first(PROMPT), Role.USER));
        } else if (event.equals(CONTENT_COMPLETION.key())) {
            output.addAll(MessageJson.read(attributes.first(COMPLETION), Role.ASSISTANT));
        } else if (EventMessage.isFirstChoice(event, body)) {
            output.add(EventMessage.choice(body));
        } else {
            EventMessage.input(event, body).ifPresent(input::add);
        }
    }

    private static List<Said> input(Attributes attributes) {
        List<Said> input = new ArrayList<>(MessageJson.read(attributes.first(SYSTEM_INSTRUCTIONS), Role.SYSTEM));
        input.addAll(MessageJson.read(attributes.first(INPUT), Role.USER));
        input.addAll(indexed(attributes, PROMPT, Role.USER));
        return input;
    }

    private static List<Said> output(Attributes attributes) {
        List<Said> output =
                new ArrayList<>(MessageJson.read(attributes.first(OUTPUT, ANY_AGENT_OUTPUT), Role.ASSISTANT));
        output.addAll(indexed(attributes, COMPLETION, Role.ASSISTANT));
        return output;
    }

    /** OpenLLMetry: {@code gen_ai.prompt.0.role}, {@code gen_ai.prompt.0.tool_calls.1.name} and so on. */
    private static List<Said> indexed(Attributes attributes, Convention prefix, Role otherwise) {
        String start = prefix.key() + ".";
        ObjectNode tree = Json.object();
        for (Map.Entry<String, JsonNode> entry : attributes.values().properties()) {
            String[] path = entry.getKey().startsWith(start)
                    ? entry.getKey().substring(start.length()).split("\\.", 5)
                    : new String[0];
            if (path.length == 2) {
                tree.withObjectProperty(path[0]).set(path[1], entry.getValue());
            } else if (path.length == 4 && path[1].equals("tool_calls")) {
                tree.withObjectProperty(path[0])
                        .withObjectProperty("calls")
                        .withObjectProperty(path[2])
                        .set(path[3], entry.getValue());
            }
        }
        List<Said> messages = new ArrayList<>();
        for (int i = 0; tree.has(String.valueOf(i)); i++) {
            messages.add(indexed(tree.get(String.valueOf(i)), otherwise));
        }
        return messages;
    }

    private static Said indexed(JsonNode fields, Role otherwise) {
        ObjectNode message = Json.object();
        message.set("role", fields.path("role"));
        message.set("tool_call_id", fields.path("tool_call_id"));
        message.set("content", Json.structure(fields.path("content")));
        if (!fields.has("role")) {
            message.remove("role");
        }
        JsonNode calls = fields.path("calls");
        for (int i = 0; calls.has(String.valueOf(i)); i++) {
            JsonNode call = calls.get(String.valueOf(i));
            message.withArrayProperty("tool_calls")
                    .addObject()
                    .put("type", "tool_call")
                    .put("id", Json.text(call.path("id")))
                    .put("name", Json.text(call.path("name")))
                    .put("arguments", Json.text(call.path("arguments")));
        }
        return MessageJson.message(message, otherwise);
    }
}
