package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Rows.Type;

/** What kernels do to a chunk of logits. */
final class HeadKernels {
    /** Numbers that {@link #rowStats} leaves for each row. */
    static final int STATS = 4;

    private static final int PART = 8192;

    private final Device device;

    HeadKernels(Device device) {
        this.device = device;
    }

    /** Of each row: log sum exp, log-probability of its target, entropy, and whether the target is the likeliest. */
    void rowStats(Rows logits, long targets, long stats) {
        logits.mustBe(Type.F32);
        if (logits.rows() > 0) {
            device.launch(
                    Kernel.named("row_stats"),
                    Launch.blocks(logits.rows(), 512),
                    logits.address(),
                    logits.stride(),
                    targets,
                    stats,
                    logits.columns());
        }
    }

    /** gradient = coefficient (onehot(target) - softmax(logits)). */
    void softmaxGradient(Rows logits, long targets, long stats, long coefficients, Rows gradient) {
        logits.mustBe(Type.F32);
        gradient.mustBe(Type.BF16).mustMeasure(logits.rows(), logits.columns());
        if (logits.rows() > 0) {
            device.launch(
                    Kernel.named("softmax_gradient"),
                    new Launch(logits.rows(), (logits.columns() + PART - 1) / PART, 1, 256, 0),
                    logits.address(),
                    logits.stride(),
                    targets,
                    stats,
                    coefficients,
                    gradient.address(),
                    gradient.stride(),
                    logits.columns());
        }
    }
}
