package io.insitu.ops.bench.learn;

import io.insitu.connectors.desk.AttemptLog;
import io.insitu.connectors.desk.Verdict;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what an agent says of one attempt, token by token. */
final class Recorder implements AttemptLog {
    private final List<Integer> tokens = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();
    private final List<Float> logProbs = new ArrayList<>();
    private OutcomeKind outcome = OutcomeKind.UNKNOWN;

    @Override
    public void started(TaskStarted task) {}

    @Override
    public void step(Generation generation) {
        for (int token : generation.getPromptTokens()) {
            add(token, 0, 0);
        }
        for (int i = 0; i < generation.getTokens().size(); i++) {
            add(generation.getTokens().get(i), 1, generation.getLogProbs().get(i));
        }
    }

    private void add(int token, float weight, float logProb) {
        tokens.add(token);
        weights.add(weight);
        logProbs.add(logProb);
    }

    @Override
    public void step(ToolCall call) {}

    @Override
    public void step(ToolResult result) {}

    @Override
    public void ended(Verdict verdict) {
        outcome = verdict.outcome();
    }

    /** Null when the world broke: that is nobody's fault and teaches nothing. */
    @Nullable
    Tried tried() {
        if (outcome != OutcomeKind.SUCCESS && outcome != OutcomeKind.FAILURE) {
            return null;
        }
        return new Tried(
                tokens.stream().mapToInt(Integer::intValue).toArray(),
                floats(weights),
                floats(logProbs),
                outcome == OutcomeKind.SUCCESS);
    }

    private static float[] floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
