package io.insitu.connectors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Messages as JSON: with {@code parts} (semconv 1.37), as OpenAI's API has them ({@code content}, {@code tool_calls}), or
 * as any-agent writes what a model answered ({@code tool.name}, {@code tool.args}). Pictures, reasoning and whatever
 * else is no text are passed over.
 */
final class MessageJson {
    private MessageJson() {}

    /**
     * @param otherwise whose words they are where no role is told
     */
    static List<Said> read(JsonNode value, Role otherwise) {
        JsonNode node = Json.structure(value);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isContainerNode()) {
            String text = node.asText();
            return text.isEmpty() ? List.of() : List.of(Said.of(otherwise, text));
        }
        if (node.isObject()) {
            return isMessage(node) ? List.of(message(node, otherwise)) : List.of(Said.of(otherwise, node.toString()));
        }
        List<Said> messages = new ArrayList<>();
        List<JsonNode> loose = new ArrayList<>();
        for (JsonNode each : node) {
            if (each.has("role")) {
                messages.add(message(each, otherwise));
            } else {
                loose.add(each);
            }
        }
        if (!loose.isEmpty()) { // parts of one message
            Parts parts = new Parts();
            loose.forEach(parts::add);
            messages.add(0, parts.message(otherwise));
        }
        return messages;
    }

    static Said message(JsonNode json, Role otherwise) {
        String word = json.path("role").asText("");
        return said(json, word.isEmpty() ? otherwise : role(word));
    }

    /** A message of somebody who is known. */
    static Said said(JsonNode json, Role role) {
        Parts parts = new Parts();
        if (role == Role.UNKNOWN && !json.has("parts")) {
            String id = json.path("tool_call_id").asText(json.path("id").asText(""));
            parts.results.add(new Said.Result(id, json.path("name").asText(""), text(json.path("content"))));
            return parts.message(role);
        }
        JsonNode content = json.has("parts") ? json.get("parts") : json.path("content");
        if (content.isArray()) {
            content.forEach(parts::add);
        } else {
            parts.words(Json.text(content));
        }
        json.path("tool_calls").forEach(parts::add);
        return parts.message(role);
    }

    static Role role(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "system", "developer" -> Role.SYSTEM;
            case "user", "human" -> Role.USER;
            case "assistant", "model", "ai" -> Role.ASSISTANT;
            default -> Role.UNKNOWN; // tool, function
        };
    }

    private static boolean isMessage(JsonNode node) {
        return node.has("role") || node.has("parts") || node.has("content") || node.has("tool_calls");
    }

    /** Of a content that may be a list of parts. */
    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return Json.text(content);
        }
        Parts parts = new Parts();
        content.forEach(parts::add);
        return parts.text.isEmpty() ? content.toString() : parts.text.toString();
    }

    /** A message in the making. */
    private static final class Parts {
        private final StringBuilder text = new StringBuilder();
        private final List<Said.Call> calls = new ArrayList<>();
        private final List<Said.Result> results = new ArrayList<>();

        void add(JsonNode part) {
            String type = part.path("type").asText("");
            if (part.isTextual()) {
                words(part.textValue());
            } else if (part.has("function")) { // OpenAI
                JsonNode function = part.get("function");
                calls.add(call(part, function.path("name"), function.path("arguments")));
            } else if (part.has("tool.name")) { // any-agent
                calls.add(call(part, part.path("tool.name"), part.path("tool.args")));
            } else if (type.equals("tool_call") || type.equals("tool_use")) {
                calls.add(
                        call(part, part.path("name"), part.has("input") ? part.get("input") : part.path("arguments")));
            } else if (type.equals("tool_call_response") || type.equals("tool_result")) {
                results.add(new Said.Result(
                        part.path("id").asText(part.path("tool_use_id").asText("")),
                        part.path("name").asText(""),
                        text(firstOf(part, "response", "result", "content"))));
            } else if (type.isEmpty() || type.equals("text") || type.endsWith("_text")) {
                words(Json.text(firstOf(part, "content", "text")));
            }
        }

        void words(String more) {
            if (!more.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(more);
            }
        }

        Said message(Role role) {
            return new Said(role, text.toString(), calls, results);
        }

        private static Said.Call call(JsonNode part, JsonNode name, JsonNode arguments) {
            String given = Json.text(arguments);
            return new Said.Call(part.path("id").asText(""), Json.text(name), given.isBlank() ? "{}" : given);
        }

        private static JsonNode firstOf(JsonNode part, String... fields) {
            for (String field : fields) {
                if (part.hasNonNull(field)) {
                    return part.get(field);
                }
            }
            return part.path(fields[0]);
        }
    }
}
