package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a chat completion was asked for. What we would have to ignore although it changes the answer is refused.
 *
 * @param promptTokens the prompt as ids instead of messages; null: messages
 * @param alternatives likeliest tokens told beside each; -1: not even the token's own log-probability
 * @param tokenIds prompt and answer are told as ids too
 */
record ChatRequest(
        String model,
        List<ChatMessage> messages,
        int @Nullable [] promptTokens,
        boolean stream,
        boolean usageAtTheEnd,
        int maxTokens,
        double temperature,
        double topP,
        int topK,
        long seed,
        List<String> stops,
        int alternatives,
        boolean tokenIds) {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final int MAX_STOPS = 4;
    private static final int MAX_ALTERNATIVES = 20;

    static ChatRequest of(Body body, int answerTokens) throws ApiError {
        NeutralFields.mustBeNeutral(body);
        boolean ids = body.has("prompt_token_ids");
        if (ids == body.has("messages")) {
            throw ApiError.bad("messages", "either messages or prompt_token_ids must be there");
        }
        List<String> stops = body.texts("stop");
        if (stops.size() > MAX_STOPS) {
            throw ApiError.bad("stop", "stop may have " + MAX_STOPS + " sequences");
        }
        long alternatives = body.integer("top_logprobs", 0, 0, MAX_ALTERNATIVES);
        long topK = body.integer("top_k", -1, -1, Integer.MAX_VALUE);
        return new ChatRequest(
                body.text("model"),
                ids ? List.of() : messages(body.root().path("messages")),
                ids ? body.tokens("prompt_token_ids") : null,
                body.flag("stream"),
                body.root().path("stream_options").path("include_usage").asBoolean(false),
                (int) body.integer(
                        body.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens",
                        answerTokens,
                        1,
                        Integer.MAX_VALUE),
                body.number("temperature", 1, 0, 2),
                body.number("top_p", 1, Double.MIN_VALUE, 1),
                (int) Math.max(0, topK),
                body.integer("seed", ThreadLocalRandom.current().nextLong(), Long.MIN_VALUE, Long.MAX_VALUE),
                stops,
                body.flag("logprobs") ? (int) alternatives : -1,
                body.flag("return_token_ids"));
    }

    private static List<ChatMessage> messages(JsonNode list) throws ApiError {
        if (!list.isArray() || list.isEmpty()) {
            throw ApiError.bad("messages", "messages must be a list with at least one message");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode one : list) {
            String role = one.path("role").asText("");
            if (!ROLES.contains(role)) {
                throw ApiError.bad(
                        "messages", "a message's role must be system, user, assistant or tool, was \"" + role + "\"");
            }
            for (String more : List.of("tool_calls", "function_call", "audio")) {
                if (!one.path(more).isEmpty()) {
                    throw ApiError.bad(
                            "messages", more + " of a message is not implemented; write it into its content");
                }
            }
            messages.add(new ChatMessage(role.equals("developer") ? "system" : role, content(one.path("content"))));
        }
        return messages;
    }

    /** Text, or a list of parts that are text. */
    private static String content(JsonNode content) throws ApiError {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                throw ApiError.bad("messages", "a message's content must be text");
            }
            text.append(part.path("text").textValue());
        }
        if (content.isEmpty()) {
            throw ApiError.bad("messages", "a message's content must be text");
        }
        return text.toString();
    }
}
