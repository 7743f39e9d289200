package io.insitu.connectors.openai;

import io.insitu.connectors.text.ChatMessage;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a chat completion was asked for. What we would have to ignore although it changes the answer is refused.
 *
 * @param promptTokens the prompt as ids instead of messages; null: messages
 * @param maxTokens most tokens of the answer, or {@link #UNSAID}
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
    static final int UNSAID = 0;
    private static final int MAX_STOPS = 4;
    private static final int MAX_ALTERNATIVES = 20;
    private static final Body.Numbers TEMPERATURES = new Body.Numbers(0, true, 2, "a number from 0 to 2");
    private static final Body.Numbers SHARES = new Body.Numbers(0, false, 1, "a number above 0 and at most 1");

    static ChatRequest of(Body body) throws ApiError {
        NeutralFields.mustBeNeutral(body);
        boolean ids = body.has("prompt_token_ids");
        if (ids && body.has("messages")) {
            throw ApiError.bad(
                    "prompt_token_ids",
                    "messages and prompt_token_ids are both there, and only one can be the prompt;"
                            + " drop prompt_token_ids to send words, or messages to send tokens");
        }
        if (!ids && !body.has("messages")) {
            throw ApiError.bad("messages", "messages is missing; prompt_token_ids may be there instead");
        }
        List<String> stops = body.texts("stop");
        if (stops.size() > MAX_STOPS) {
            throw ApiError.bad("stop", "stop may have " + MAX_STOPS + " sequences, had " + stops.size());
        }
        boolean stream = body.flag("stream");
        long topK = body.integer("top_k", -1, -1, Integer.MAX_VALUE);
        return new ChatRequest(
                body.text("model"),
                ids ? List.of() : ChatMessages.of(body),
                ids ? body.tokens("prompt_token_ids") : null,
                stream,
                StreamOptions.usageAtTheEnd(body, stream),
                maxTokens(body),
                body.number("temperature", 1, TEMPERATURES),
                body.number("top_p", 1, SHARES),
                (int) Math.max(0, topK),
                body.integer("seed", ThreadLocalRandom.current().nextLong(), Long.MIN_VALUE, Long.MAX_VALUE),
                stops,
                alternatives(body),
                body.flag("return_token_ids"));
    }

    /** The same under two names: OpenAI's old one, and its new one. */
    private static int maxTokens(Body body) throws ApiError {
        long old = body.integer("max_tokens", UNSAID, 1, Integer.MAX_VALUE);
        long most = body.integer("max_completion_tokens", old, 1, Integer.MAX_VALUE);
        if (body.has("max_tokens") && most != old) {
            throw ApiError.bad(
                    "max_tokens",
                    "max_tokens is " + old + " and max_completion_tokens is " + most
                            + ", and they mean the same; drop max_tokens");
        }
        return (int) most;
    }

    private static int alternatives(Body body) throws ApiError {
        boolean wanted = body.flag("logprobs");
        int most = (int) body.integer("top_logprobs", 0, 0, MAX_ALTERNATIVES);
        if (most > 0 && !wanted) {
            throw ApiError.bad("top_logprobs", "top_logprobs needs logprobs to be true; set that, or drop this");
        }
        return wanted ? most : -1;
    }
}
