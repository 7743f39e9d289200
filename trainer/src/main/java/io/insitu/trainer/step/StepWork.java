package io.insitu.trainer.step;

import io.insitu.schemas.model.ModelConfig;

/**
 * Floating point operations that one token of a training step needs in matrix products: what a ceiling is counted in.
 * Frozen weights cost 2 forward and 2 backward per parameter, not 6 altogether; causal attention needs half of its square, and a
 * low-rank product costs 2 forward and 4 backward.
 */
public final class StepWork {
    private StepWork() {}

    /** Every token is a target, every linear module has an adapter. */
    public static double perToken(ModelConfig config, int rank, int sequence) {
        double d = config.hidden();
        double q = config.attentionWidth();
        double ff = config.feedForward();
        double body = d * config.qkvWidth() + q * d + 3 * d * ff;
        double attention = 6.0 * sequence * q;
        double widths = 3 * d + config.qkvWidth() + q + d + 2 * d + 2 * ff + ff + d; // in + out of all seven
        double layer = 4 * body + attention + 6.0 * rank * widths;
        double unwanted =
                2 * d * config.qkvWidth() + 6.0 * rank * d; // below the lowest adapter nothing asks for a gradient
        return config.layers() * layer - unwanted + 4.0 * config.vocabSize() * d;
    }
}
