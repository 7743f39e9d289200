package io.insitu.trainer.worker;

import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Drawn;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch's samples as examples. A sample the model cannot read is left out, because it says nothing about the others:
 * one bad attempt must not stop a lineage's learning. What is wrong with the batch itself refuses it as a whole.
 *
 * @param samples those the model can read
 * @param examples one for each of them, in their order
 * @param leftOut samples the model cannot read
 */
record BatchExamples(List<Sample> samples, List<Example> examples, int leftOut) {
    static BatchExamples of(TrainingBatch batch, ModelConfig model, TrainerConfig limits) throws RefusedBatchException {
        within("rank", batch.getRank(), limits.maxRank());
        within("epochs", batch.getEpochs(), limits.maxEpochs());
        positive("alpha", batch.getAlpha());
        positive("learningRate", batch.getLearningRate());
        if (batch.getMethod() == Method.UNKNOWN) {
            throw invalid("method UNKNOWN: this trainer knows SFT, NFT, GRPO and DPO");
        }
        long tokens = 0;
        int targets = 0;
        List<Sample> samples = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (Sample sample : batch.getSamples()) {
            tokens += sample.getTokens().size();
            if (tokens > limits.maxTokens()) {
                throw new RefusedBatchException(
                        DeadLetterReason.LIMIT_REACHED,
                        "batch has more than trainer.maxTokens " + limits.maxTokens() + " tokens");
            }
            String violation = violation(sample, model);
            if (violation != null) {
                unreadable.add("sample " + sample.getTrajectoryId() + violation);
                continue;
            }
            Example example = example(batch, sample);
            targets += example.targets();
            samples.add(sample);
            examples.add(example);
        }
        if (targets == 0) {
            throw invalid("mask: no token of " + examples.size() + " samples is a target"
                    + (unreadable.isEmpty() ? "" : "; " + unreadable.size() + " left out, first " + unreadable.get(0)));
        }
        return new BatchExamples(samples, examples, unreadable.size());
    }

    /** Why the model cannot read this sample, in words that follow its name; null when it can. */
    private static @Nullable String violation(Sample sample, ModelConfig model) {
        int length = sample.getTokens().size();
        if (length == 0 || length > model.maxPositions()) {
            return " has " + length + " tokens; the model reads 1 to " + model.maxPositions();
        }
        if (sample.getMask().size() != length || sample.getLogProbs().size() != length) {
            return " has " + length + " tokens, but mask " + sample.getMask().size() + " and logProbs "
                    + sample.getLogProbs().size();
        }
        for (Drawn drawn : sample.getDrawn()) {
            long end = (long) drawn.getFirst() + drawn.getCount();
            if (drawn.getFirst() < 0 || drawn.getCount() < 1 || end > length) {
                return " has " + length + " tokens, but drawn says who drew " + drawn.getCount() + " from "
                        + drawn.getFirst() + " on";
            }
        }
        int credits = sample.getCredits().size();
        if (credits != 0 && credits != length) {
            return " has " + length + " tokens, but credits " + credits;
        }
        if (!sample.getCredits().stream().allMatch(Float::isFinite)) {
            return ": credits must be finite";
        }
        if (!Float.isFinite(sample.getWeight())
                || !Double.isFinite(sample.getGroupSuccessRate())
                || !Double.isFinite(sample.getAdvantage())) {
            return ": weight, advantage and groupSuccessRate must be finite";
        }
        if (sample.getWeight() < 0) {
            return ": weight " + sample.getWeight() + " is below 0; an attempt is unlearnt by its advantage";
        }
        for (int t = 0; t < length; t++) {
            int token = sample.getTokens().get(t);
            if (token < 0 || token >= model.vocabSize()) {
                return ": token " + token + " at " + t + " is outside the vocabulary of " + model.vocabSize();
            }
            float logProb = sample.getLogProbs().get(t);
            if (weight(sample, t) != 0 && !Float.isFinite(logProb)) {
                return ": logProbs at " + t + " is " + logProb;
            }
        }
        return null;
    }

    private static Example example(TrainingBatch batch, Sample sample) {
        Method method = batch.getMethod();
        int length = sample.getTokens().size();
        int[] tokens = new int[length];
        float[] weights = new float[length];
        float[] old = new float[length];
        for (int t = 0; t < length; t++) {
            tokens[t] = sample.getTokens().get(t);
            weights[t] = weight(sample, t);
            old[t] = sample.getLogProbs().get(t);
        }
        return method == Method.SFT || method == Method.DPO
                ? Example.imitate(tokens, weights)
                : Example.judged(tokens, weights, old, sample.getReward() > 0, sample.getGroupSuccessRate())
                        .drawnByOwn(own(batch.getParentAdapterId(), sample));
    }

    /** Which tokens are said to have been drawn by the adapter that is trained on, or by the base where that is alone. */
    private static boolean[] own(String parent, Sample sample) {
        boolean[] own = new boolean[sample.getTokens().size()];
        for (Drawn drawn : sample.getDrawn()) {
            if (drawn.getAdapterId().equals(parent)) {
                Arrays.fill(own, drawn.getFirst(), drawn.getFirst() + drawn.getCount(), true);
            }
        }
        return own;
    }

    private static float weight(Sample sample, int t) {
        return sample.getMask().get(t) ? sample.getWeight() : 0;
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
