package io.insitu.ops.base;

import io.insitu.connectors.desk.BaseExam;
import io.insitu.connectors.desk.ModelVocabulary;
import io.insitu.trainer.step.FullTraining;

/** Puts the exam to a model in training. */
final class BaseProbe {
    private static final int TICKETS = 150;

    private BaseProbe() {}

    static BaseExam.Marks of(FullTraining training) {
        BaseExam.Marks marks = new BaseExam.Marks();
        for (BaseExam.Question question : BaseExam.questions(TICKETS)) {
            float[] logits = training.logits(question.tokens());
            marks.add(question, lastRow(logits, ModelVocabulary.size()));
        }
        return marks;
    }

    private static double[] lastRow(float[] logits, int width) {
        double[] probabilities = new double[width];
        int start = logits.length - width;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            most = Math.max(most, logits[start + i]);
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            probabilities[i] = Math.exp(logits[start + i] - most);
            sum += probabilities[i];
        }
        for (int i = 0; i < width; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }
}
