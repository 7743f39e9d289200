package io.insitu.trainer.model;

import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.Mat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A linear map, y = x W^T + bias + scale (x A^T) B^T. Several modules with one input are stacked: their weights in W,
 * their A matrices in A, and each has its own B and its own slice of y.
 *
 * @param weight (out, in)
 */
record Projection(Mat weight, @Nullable Mat bias, @Nullable LowRank side) {
    /**
     * The adapters of one input.
     *
     * @param a (targets * rank, in)
     */
    record LowRank(Mat a, List<Part> parts, float scale) {}

    /**
     * One adapted module.
     *
     * @param b (out, rank)
     * @param outFrom its first column in y
     * @param rankFrom its first row in a
     */
    record Part(Mat b, int outFrom, int rankFrom) {}

    /** Where gradients go; null: not trained. */
    record Gradient(
            @Nullable Mat weight,
            @Nullable Mat bias,
            @Nullable LowRank side) {}

    int rank() {
        return side == null ? 0 : side.a().rows();
    }

    /** y = map of x + beta y; u keeps x A^T for the way back. */
    void forward(Engine engine, Mat x, Mat y, float beta, Mat u) {
        engine.gemm(x, weight.t(), y, 1, beta);
        if (bias != null) {
            engine.addRowBias(bias, y);
        }
        if (side != null) {
            engine.gemm(x, side.a().t(), u, 1, 0);
            for (Part part : side.parts()) {
                engine.gemm(
                        u.columns(part.rankFrom(), part.b().columns()),
                        part.b().t(),
                        y.columns(part.outFrom(), part.b().rows()),
                        side.scale(),
                        1);
            }
        }
    }

    /** Overwrites dx where wanted, and adds to the gradients. */
    void backward(Engine engine, Mat x, Mat dy, @Nullable Mat dx, Mat u, Mat du, Gradient gradient) {
        if (dx != null) {
            engine.gemm(dy, weight, dx, 1, 0);
        }
        if (gradient.weight() != null) {
            engine.gemm(dy.t(), x, gradient.weight(), 1, 1);
        }
        if (gradient.bias() != null) {
            engine.rowBiasBackward(dy, gradient.bias());
        }
        if (side == null) {
            return;
        }
        LowRank target = gradient.side();
        for (int i = 0; i < side.parts().size(); i++) {
            Part part = side.parts().get(i);
            int rank = part.b().columns();
            Mat dyPart = dy.columns(part.outFrom(), part.b().rows());
            engine.gemm(dyPart, part.b(), du.columns(part.rankFrom(), rank), side.scale(), 0);
            if (target != null) {
                Mat db = target.parts().get(i).b();
                engine.gemm(dyPart.t(), u.columns(part.rankFrom(), rank), db, side.scale(), 1);
            }
        }
        if (target != null) {
            engine.gemm(du.t(), x, target.a(), 1, 1);
        }
        if (dx != null) {
            engine.gemm(du, side.a(), dx, 1, 1);
        }
    }
}
