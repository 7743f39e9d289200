package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The messages of a request; a refusal says which of them, counted from 0. */
final class ChatMessages {
    private static final String FIELD = "messages";
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    /** What a message may say besides; the layouts of {@code ChatTemplate} have no place for it. */
    static final Set<String> READ_OVER = Set.of("name", "tool_call_id");

    private ChatMessages() {}

    static List<ChatMessage> of(Body body) throws ApiError {
        JsonNode list = body.root().path(FIELD);
        if (!list.isArray() || list.isEmpty()) {
            throw body.wrong(FIELD, "a list with at least one message");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode one : list) {
            messages.add(message(one, FIELD + "[" + messages.size() + "]"));
        }
        return messages;
    }

    private static ChatMessage message(JsonNode one, String place) throws ApiError {
        if (!one.isObject()) {
            throw wrong(place, "an object with role and content", one);
        }
        JsonNode role = one.path("role");
        if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            throw wrong(place + ".role", "system, developer, user, assistant or tool", role);
        }
        for (Map.Entry<String, JsonNode> more : one.properties()) {
            String name = more.getKey();
            if (!name.equals("role")
                    && !name.equals("content")
                    && !READ_OVER.contains(name)
                    && !NeutralFields.isOff(more.getValue())) {
                throw ApiError.bad(
                        FIELD,
                        place + "." + Seen.bare(name) + " is not implemented; write what it says into the content");
            }
        }
        String content = content(one.path("content"), place + ".content");
        return new ChatMessage(role.textValue().equals("developer") ? "system" : role.textValue(), content);
    }

    /** Text, or a list of parts that are text. */
    private static String content(JsonNode content, String place) throws ApiError {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray() || content.isEmpty()) {
            throw wrong(place, "a string or a list of parts of type text", content);
        }
        StringBuilder text = new StringBuilder();
        int index = 0;
        for (JsonNode part : content) {
            String at = place + "[" + index++ + "]";
            if (!part.isObject()) {
                throw wrong(at, "an object with type and text", part);
            }
            if (!part.path("type").asText().equals("text")) {
                throw wrong(at + ".type", "\"text\", nothing else is implemented", part.path("type"));
            }
            if (!part.path("text").isTextual()) {
                throw wrong(at + ".text", "a string", part.path("text"));
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    private static ApiError wrong(String place, String must, JsonNode seen) {
        return ApiError.bad(
                FIELD,
                place + " must be " + must + (seen.isMissingNode() ? " and is missing" : ", was " + Seen.as(seen)));
    }
}
