package io.insitu.connectors.llm;

import java.util.List;

/**
 * What a model is asked.
 *
 * @param maxTokens most tokens of the answer
 * @param temperature 0 asks for the likeliest answer
 * @param seed for endpoints that draw by one
 */
public record ChatQuestion(List<ChatMessage> messages, int maxTokens, double temperature, long seed) {
    public ChatQuestion {
        messages = List.copyOf(messages);
        if (messages.isEmpty() || maxTokens < 1 || !(temperature >= 0)) {
            throw new IllegalArgumentException(
                    "a question needs messages, at least one token and a temperature from 0");
        }
    }

    /** Always the same question: no chance in it that a seed could not repeat. */
    public static ChatQuestion exact(List<ChatMessage> messages, int maxTokens) {
        return new ChatQuestion(messages, maxTokens, 0, 0);
    }
}
