package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Root-mean-square norms of rows, staged in blocks. */
final class CpuNorm {
    private final Scratch scratch;

    CpuNorm(Scratch scratch) {
        this.scratch = scratch;
    }

    void forward(Mat x, Mat weight, float eps, Mat y, Mat rstd) {
        int d = x.columns();
        int step = CpuRows.blockOf(x);
        float[] in = scratch.array(0, step * d);
        float[] out = scratch.array(1, step * d);
        float[] w = scratch.array(2, d);
        float[] roots = scratch.array(3, x.rows());
        CpuMemory.load(weight, 0, 1, w);
        for (int r = 0; r < x.rows(); r += step) {
            int rows = Math.min(step, x.rows() - r);
            CpuMemory.load(x, r, rows, in);
            for (int i = 0; i < rows; i++) {
                float root = (float) (1 / Math.sqrt(RowMath.sumOfSquares(in, i * d, d) / d + eps));
                roots[r + i] = root;
                RowMath.normalise(in, w, i * d, d, root, out);
            }
            CpuMemory.store(out, y, r, rows);
        }
        CpuMemory.store(roots, rstd, 0, 1);
    }

    void backward(Mat x, Mat weight, Mat rstd, Mat dy, Mat dx, @Nullable Mat dWeight) {
        int d = x.columns();
        int step = CpuRows.blockOf(x);
        float[] in = scratch.array(0, step * d);
        float[] up = scratch.array(1, step * d);
        float[] w = scratch.array(2, d);
        float[] roots = scratch.array(3, x.rows());
        float[] sum = scratch.array(4, step * d);
        float[] dw = scratch.array(5, d);
        float[] product = scratch.array(6, d);
        CpuMemory.load(weight, 0, 1, w);
        CpuMemory.load(rstd, 0, 1, roots);
        Arrays.fill(dw, 0, d, 0);
        for (int r = 0; r < x.rows(); r += step) {
            int rows = Math.min(step, x.rows() - r);
            CpuMemory.load(x, r, rows, in);
            CpuMemory.load(dy, r, rows, up);
            CpuMemory.load(dx, r, rows, sum);
            for (int i = 0; i < rows; i++) {
                float root = roots[r + i];
                RowMath.product(up, i * d, w, d, product);
                float k = RowMath.dot(product, 0, in, i * d, d) * root * root / d;
                RowMath.normaliseBackward(in, w, up, i * d, d, root, k, sum);
                if (dWeight != null) {
                    RowMath.normWeightBackward(in, up, i * d, d, root, dw);
                }
            }
            CpuMemory.store(sum, dx, r, rows);
        }
        if (dWeight != null) {
            CpuMemory.load(dWeight, 0, 1, product);
            RowMath.add(dw, product, d);
            CpuMemory.store(product, dWeight, 0, 1);
        }
    }
}
