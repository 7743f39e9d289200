package io.insitu.trainer.step;

/**
 * How parameters follow gradients: AdamW with decoupled decay, gradients clipped by their global norm.
 *
 * @param maxGradNorm clip threshold; 0 clips nothing
 */
public record Optimization(
        LearningRate rate, double beta1, double beta2, double epsilon, double weightDecay, double maxGradNorm) {
    public Optimization {
        if (!(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1) || !(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("no such AdamW: betas " + beta1 + ", " + beta2 + ", eps " + epsilon);
        }
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)
                || !(maxGradNorm >= 0 && maxGradNorm < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "weight decay " + weightDecay + " and clip norm " + maxGradNorm + " must be finite and at least 0");
        }
    }

    /** Betas 0.9 and 0.95, decay 0.1, clip 1: for training all weights. */
    public static Optimization full(LearningRate rate) {
        return new Optimization(rate, 0.9, 0.95, 1e-8, 0.1, 1);
    }

    /** Betas 0.9 and 0.999, no decay, clip 1: for adapters. */
    public static Optimization lora(LearningRate rate) {
        return new Optimization(rate, 0.9, 0.999, 1e-8, 0, 1);
    }
}
