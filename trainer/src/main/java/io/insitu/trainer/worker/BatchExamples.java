package io.insitu.trainer.worker;

import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.List;

/** Turns a batch's samples into examples; refuses what the model cannot read and what has nothing to learn from. */
final class BatchExamples {
    private BatchExamples() {}

    static List<Example> of(TrainingBatch batch, ModelConfig model, TrainerConfig limits) throws RefusedBatchException {
        within("rank", batch.getRank(), limits.maxRank());
        within("epochs", batch.getEpochs(), limits.maxEpochs());
        positive("alpha", batch.getAlpha());
        positive("learningRate", batch.getLearningRate());
        if (batch.getMethod() == Method.UNKNOWN) {
            throw invalid("method UNKNOWN: this trainer knows SFT and NFT");
        }
        long tokens = 0;
        int targets = 0;
        List<Example> examples = new ArrayList<>();
        for (Sample sample : batch.getSamples()) {
            tokens += sample.getTokens().size();
            if (tokens > limits.maxTokens()) {
                throw new RefusedBatchException(
                        DeadLetterReason.LIMIT_REACHED,
                        "batch has more than trainer.maxTokens " + limits.maxTokens() + " tokens");
            }
            Example example = example(batch.getMethod(), sample, model);
            targets += example.targets();
            examples.add(example);
        }
        if (targets == 0) {
            throw invalid("mask: no token of " + examples.size() + " samples is a target");
        }
        return examples;
    }

    private static Example example(Method method, Sample sample, ModelConfig model) throws RefusedBatchException {
        int length = sample.getTokens().size();
        String where = "sample " + sample.getTrajectoryId();
        if (length == 0 || length > model.maxPositions()) {
            throw invalid(where + " has " + length + " tokens; the model reads 1 to " + model.maxPositions());
        }
        if (sample.getMask().size() != length || sample.getLogProbs().size() != length) {
            throw invalid(where + " has " + length + " tokens, but mask "
                    + sample.getMask().size() + " and logProbs "
                    + sample.getLogProbs().size());
        }
        if (!Float.isFinite(sample.getWeight()) || !Double.isFinite(sample.getGroupSuccessRate())) {
            throw invalid(where + ": weight and groupSuccessRate must be finite");
        }
        int[] tokens = new int[length];
        float[] weights = new float[length];
        float[] old = new float[length];
        for (int t = 0; t < length; t++) {
            tokens[t] = sample.getTokens().get(t);
            if (tokens[t] < 0 || tokens[t] >= model.vocabSize()) {
                throw invalid(where + ": token " + tokens[t] + " at " + t + " is outside the vocabulary of "
                        + model.vocabSize());
            }
            weights[t] = sample.getMask().get(t) ? sample.getWeight() : 0;
            old[t] = sample.getLogProbs().get(t);
            if (weights[t] != 0 && !Float.isFinite(old[t])) {
                throw invalid(where + ": logProbs at " + t + " is " + old[t]);
            }
        }
        return method == Method.SFT
                ? Example.imitate(tokens, weights)
                : Example.judged(tokens, weights, old, sample.getReward() > 0, sample.getGroupSuccessRate());
    }

    private static void within(String field, int value, int max) throws RefusedBatchException {
        if (value < 1 || value > max) {
            throw invalid(field + " must be between 1 and " + max + ", was " + value);
        }
    }

    private static void positive(String field, double value) throws RefusedBatchException {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw invalid(field + " must be positive, was " + value);
        }
    }

    private static RefusedBatchException invalid(String detail) {
        return new RefusedBatchException(DeadLetterReason.INVALID_FIELD, detail);
    }
}
