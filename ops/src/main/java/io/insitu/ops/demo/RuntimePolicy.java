package io.insitu.ops.demo;

import io.insitu.connectors.desk.Generated;
import io.insitu.connectors.desk.Policy;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.SamplingOptions;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A desk agent's policy, served inside this process. */
public final class RuntimePolicy implements Policy {
    private final AgentRuntime runtime;
    private final Supplier<io.insitu.connectors.serving.Conversation> begin;

    private RuntimePolicy(AgentRuntime runtime, Supplier<io.insitu.connectors.serving.Conversation> begin) {
        this.runtime = runtime;
        this.begin = begin;
    }

    /** Whatever serves this lineage at the moment a conversation begins. */
    public static RuntimePolicy serving(AgentRuntime runtime, String lineage) {
        return new RuntimePolicy(runtime, () -> runtime.begin(lineage));
    }

    /** One adapter, served or not. */
    public static RuntimePolicy pinned(AgentRuntime runtime, String adapterId) {
        return new RuntimePolicy(runtime, () -> runtime.beginWith(adapterId));
    }

    @Override
    public String baseModelId() {
        return runtime.baseModelId();
    }

    @Override
    public Policy.Conversation open(Sampling sampling) {
        return new Talk(begin.get(), sampling);
    }

    /** One conversation; each answer draws from a seed of its own. */
    private static final class Talk implements Policy.Conversation {
        private final io.insitu.connectors.serving.Conversation conversation;
        private final Sampling sampling;
        private long answers;

        Talk(io.insitu.connectors.serving.Conversation conversation, Sampling sampling) {
            this.conversation = conversation;
            this.sampling = sampling;
        }

        @Override
        public Generated generate(int[] newTokens) {
            io.insitu.connectors.serving.Generated answer = conversation.generate(
                    newTokens,
                    new SamplingOptions(
                            sampling.maxTokens(),
                            sampling.temperature(),
                            sampling.seed() + 0x9E3779B97F4A7C15L * ++answers,
                            Set.of(sampling.stopToken())));
            return new Generated(
                    answer.tokens().stream().mapToInt(Integer::intValue).toArray(),
                    floats(answer.logProbs()),
                    answer.adapterId(),
                    answer.latencyMs());
        }

        @Override
        public void close() {
            conversation.close();
        }

        private static float[] floats(List<Float> values) {
            float[] array = new float[values.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = values.get(i);
            }
            return array;
        }
    }
}
