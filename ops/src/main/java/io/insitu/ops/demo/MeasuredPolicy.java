package io.insitu.ops.demo;

import io.insitu.connectors.desk.Generated;
import io.insitu.connectors.desk.Policy;
import java.util.function.Supplier;

/**
 * A policy as its agent meets it. The first call of a conversation took as long as opening the conversation and the answer
 * together: an agent that waits for the runtime waits. A call without an answer becomes a {@link CallRefused}.
 */
final class MeasuredPolicy implements Policy {
    private final Policy policy;

    MeasuredPolicy(Policy policy) {
        this.policy = policy;
    }

    @Override
    public String baseModelId() {
        return policy.baseModelId();
    }

    @Override
    public Policy.Conversation open(Sampling sampling) {
        long start = System.nanoTime();
        Policy.Conversation opened = answered(() -> policy.open(sampling));
        return new Measured(opened, System.nanoTime() - start);
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw new CallRefused(e);
        }
    }

    private static final class Measured implements Policy.Conversation {
        private final Policy.Conversation conversation;
        private long waitedNanos;

        /**
         * @param waitedNanos what the next call has cost already
         */
        Measured(Policy.Conversation conversation, long waitedNanos) {
            this.conversation = conversation;
            this.waitedNanos = waitedNanos;
        }

        @Override
        public Generated generate(int[] newTokens) {
            long start = System.nanoTime();
            Generated answer = answered(() -> conversation.generate(newTokens));
            double latencyMs = (waitedNanos + System.nanoTime() - start) / 1e6;
            waitedNanos = 0;
            return new Generated(answer.tokens(), answer.logProbs(), answer.adapterId(), latencyMs);
        }

        @Override
        public void close() {
            conversation.close();
        }
    }
}
