package io.insitu.trainer.engine;

/**
 * One AdamW update: p *= 1 - lr decay; m, v moments of scale * g; p -= lr * m^ / (sqrt(v^) + eps).
 *
 * @param number counts from 1; corrects the bias of the moments
 * @param gradientScale what clipping leaves of the gradient
 */
public record AdamWStep(
        int number,
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double gradientScale) {}
