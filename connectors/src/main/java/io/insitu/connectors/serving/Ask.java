package io.insitu.connectors.serving;

import java.util.List;

/**
 * One request: a prompt in, an answer out.
 *
 * @param who whose answer is wanted
 * @param alternatives how many of the likeliest tokens are told beside each token drawn
 * @param listener hears each token at once
 */
public record Ask(Who who, int[] prompt, SamplingOptions sampling, int alternatives, Listener listener) {
    /** Whose answer is wanted. */
    public sealed interface Who {
        /** One adapter by its digest, or the base by {@link AgentRuntime#BASE}. */
        record Adapter(String adapterId) implements Who {}

        /** Whatever serves this lineage when the request arrives. */
        record Lineage(String name) implements Who {}
    }

    /** A token with the logarithm of its probability at temperature 1. */
    public record Token(int id, float logProb) {}

    /** Hears tokens as they are drawn, on the thread that draws for everybody: it must not wait for anything. */
    @FunctionalInterface
    public interface Listener {
        void said(Token token, List<Token> alternatives);
    }

    /** For those who wait for the whole answer. */
    public static Ask quietly(Who who, int[] prompt, SamplingOptions sampling) {
        return new Ask(who, prompt, sampling, 0, (token, alternatives) -> {});
    }
}
