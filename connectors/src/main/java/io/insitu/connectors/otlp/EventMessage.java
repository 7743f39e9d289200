package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.ASSISTANT_MESSAGE;
import static io.insitu.connectors.otlp.Convention.CHOICE;
import static io.insitu.connectors.otlp.Convention.EVENT_CONTENT;
import static io.insitu.connectors.otlp.Convention.SYSTEM_MESSAGE;
import static io.insitu.connectors.otlp.Convention.TOOL_MESSAGE;
import static io.insitu.connectors.otlp.Convention.USER_MESSAGE;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.Role;
import java.util.Optional;

/** Messages that are events of their own, one each: in a span, or as log records. */
final class EventMessage {
    private EventMessage() {}

    /** What an event without a body says: its content attribute, or its attributes themselves. */
    static JsonNode body(Attributes attributes) {
        JsonNode content = Json.structure(attributes.first(EVENT_CONTENT));
        return content.isObject() ? content : attributes.values();
    }

    static boolean isFirstChoice(String event, JsonNode body) {
        return event.equals(CHOICE.key()) && body.path("index").asInt(0) == 0;
    }

    static Said choice(JsonNode body) {
        JsonNode message = Json.structure(body.path("message"));
        return MessageJson.message(message.isObject() ? message : body, Role.ASSISTANT);
    }

    /** The event's name says who speaks, whatever role its body names. */
    static Optional<Said> input(String event, JsonNode body) {
        if (event.equals(SYSTEM_MESSAGE.key())) {
            return Optional.of(MessageJson.said(body, Role.SYSTEM));
        }
        if (event.equals(USER_MESSAGE.key())) {
            return Optional.of(MessageJson.said(body, Role.USER));
        }
        if (event.equals(ASSISTANT_MESSAGE.key())) {
            return Optional.of(MessageJson.said(body, Role.ASSISTANT));
        }
        return event.equals(TOOL_MESSAGE.key()) ? Optional.of(MessageJson.said(body, Role.UNKNOWN)) : Optional.empty();
    }
}
