package io.insitu.connectors.desk;

/** A language model that can hold conversations; what serves it is its own affair. */
public interface Policy {
    /** Digest of the base model. */
    String baseModelId();

    /** Begins a conversation that draws its tokens from the given seed; one thread at a time may use it. */
    Conversation open(Sampling sampling);

    /** How tokens are drawn: temperature 0 is greedy; a generation ends with the stop token or after maxTokens. */
    record Sampling(long seed, double temperature, int maxTokens, int stopToken) {
        public Sampling {
            if (!(temperature >= 0)) {
                throw new IllegalArgumentException("sampling.temperature must be at least 0, was " + temperature);
            }
            if (maxTokens < 1) {
                throw new IllegalArgumentException("sampling.maxTokens must be at least 1, was " + maxTokens);
            }
        }
    }

    /** A sequence that grows by what the world says and what the policy answers. */
    interface Conversation extends AutoCloseable {
        /** Appends the new tokens, then draws an answer; the answer becomes part of the conversation too. */
        Generated generate(int[] newTokens);

        @Override
        void close();
    }
}
