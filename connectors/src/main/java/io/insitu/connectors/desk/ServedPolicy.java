package io.insitu.connectors.desk;

import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.SamplingOptions;
import java.util.Set;
import java.util.function.Supplier;

/** The in-process serving runtime as a policy. */
public final class ServedPolicy implements Policy {
    private final String baseModelId;
    private final Supplier<io.insitu.connectors.serving.Conversation> begin;

    private ServedPolicy(String baseModelId, Supplier<io.insitu.connectors.serving.Conversation> begin) {
        this.baseModelId = baseModelId;
        this.begin = begin;
    }

    /** Every conversation begins with the adapter that serves the lineage at that moment. */
    public static ServedPolicy of(AgentRuntime runtime, String lineage) {
        return new ServedPolicy(runtime.baseModelId(), () -> runtime.begin(lineage));
    }

    /** Every conversation uses this adapter, which must be loaded; empty: the base alone. */
    public static ServedPolicy pinned(AgentRuntime runtime, String adapterId) {
        return new ServedPolicy(runtime.baseModelId(), () -> runtime.beginWith(adapterId));
    }

    @Override
    public String baseModelId() {
        return baseModelId;
    }

    @Override
    public Conversation open(Sampling sampling) {
        return new Served(begin.get(), sampling);
    }

    private static final class Served implements Conversation {
        private final io.insitu.connectors.serving.Conversation conversation;
        private final Sampling sampling;
        private int answers;

        Served(io.insitu.connectors.serving.Conversation conversation, Sampling sampling) {
            this.conversation = conversation;
            this.sampling = sampling;
        }

        @Override
        public Generated generate(int[] newTokens) {
            long seed = Draws.mix(sampling.seed() + ++answers); // answers of one attempt draw independently
            SamplingOptions options = new SamplingOptions(
                    sampling.maxTokens(), sampling.temperature(), seed, Set.of(sampling.stopToken()));
            io.insitu.connectors.serving.Generated answer = conversation.generate(newTokens, options);
            int[] tokens = answer.tokens().stream().mapToInt(token -> token).toArray();
            float[] logProbs = new float[tokens.length];
            for (int i = 0; i < tokens.length; i++) {
                logProbs[i] = answer.logProbs().get(i);
            }
            return new Generated(tokens, logProbs, answer.adapterId(), answer.latencyMs());
        }

        @Override
        public void close() {
            conversation.close();
        }
    }
}
