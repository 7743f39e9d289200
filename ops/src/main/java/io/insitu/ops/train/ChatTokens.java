package io.insitu.ops.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.text.ChatMessage;
import io.insitu.connectors.text.ChatPiece;
import io.insitu.connectors.text.ModelText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Messages as the tokens that serving would read; what an assistant says, and the token that ends it, are targets. */
final class ChatTokens {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    private static final List<String> FIELDS = List.of("role", "content");

    private ChatTokens() {}

    /** Refuses what is no list of role and content. */
    static Sequence of(ModelText text, JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw new IllegalArgumentException("must be a list of {role, content}");
        }
        List<ChatMessage> chat = new ArrayList<>();
        for (JsonNode message : messages) {
            message.fieldNames().forEachRemaining(field -> {
                if (!FIELDS.contains(field) && !message.get(field).isNull()) {
                    throw new IllegalArgumentException(
                            field + " of a message is not read here; known are " + String.join(", ", FIELDS));
                }
            });
            String role = message.path("role").asText();
            if (!ROLES.contains(role) || !message.path("content").isTextual()) {
                throw new IllegalArgumentException("role must be system, user, assistant or tool and content a text");
            }
            chat.add(new ChatMessage(role, message.get("content").asText()));
        }
        List<ChatPiece> pieces = text.pieces(chat);
        int[] tokens = ModelText.joined(pieces, new int[] {});
        float[] weights = new float[tokens.length];
        int at = 0;
        for (ChatPiece piece : pieces) {
            Arrays.fill(weights, at, at + piece.tokens().length, piece.answer() ? 1 : 0);
            at += piece.tokens().length;
        }
        return new Sequence(tokens, weights);
    }
}
