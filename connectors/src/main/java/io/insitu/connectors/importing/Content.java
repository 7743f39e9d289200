package io.insitu.connectors.importing;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.Role;
import java.util.StringJoiner;

/** What a chat message says, in the forms that go back to OpenAI's. */
public final class Content {
    private Content() {}

    /** Its text: a string, or the texts among its parts; nothing for null. */
    public static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        StringJoiner text = new StringJoiner("\n");
        for (JsonNode part : content) {
            if (part.isTextual()) {
                text.add(part.textValue());
            } else if (part.path("text").isTextual()) {
                text.add(part.path("text").textValue());
            }
        }
        return text.toString();
    }

    /** Goes on where a message has a speaker and something that can be its content. */
    public static void check(JsonNode message, String where) {
        require(message.isObject(), where + " must be an object");
        require(message.path("role").isTextual(), where + ".role is missing");
        JsonNode content = message.path("content");
        require(
                content.isTextual() || content.isNull() || content.isMissingNode() || content.isArray(),
                where + ".content must be text, parts or null");
    }

    public static Role role(String name) {
        return switch (name) {
            case "system", "developer" -> Role.SYSTEM;
            case "user", "human" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default -> Role.UNKNOWN;
        };
    }
}
