package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Coefficients;
import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.engine.Segments;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The engine on OpenBLAS and plain Java: products off-heap, everything else row by row on small arrays. */
public final class CpuEngine implements Engine {
    /** Floats staged at once: three such blocks stay in a core's second-level cache. */
    private static final int BLOCK = 8192;

    private final Scratch scratch = new Scratch();
    private final CpuAttention attention = new CpuAttention(scratch);
    private final CpuHead head = new CpuHead(scratch);

    @Override
    public String name() {
        return "cpu@1";
    }

    @Override
    public Memory allocate(long floats) {
        return new CpuMemory(floats);
    }

    @Override
    public void write(float[] values, Mat target) {
        CpuMemory.store(values, target, 0, target.rows());
    }

    @Override
    public float[] read(Mat source) {
        float[] values = new float[source.size()];
        CpuMemory.load(source, 0, source.rows(), values);
        return values;
    }

    @Override
    public void copy(Mat from, Mat to) {
        if (from.rows() == 1) { // a long vector: staged in pieces
            for (int at = 0; at < from.columns(); at += BLOCK) {
                int count = Math.min(BLOCK, from.columns() - at);
                copyRows(from.columns(at, count), to.columns(at, count));
            }
        } else {
            copyRows(from, to);
        }
    }

    private void copyRows(Mat from, Mat to) {
        float[] block = scratch.array(0, blockOf(from) * from.columns());
        for (int r = 0; r < from.rows(); r += blockOf(from)) {
            int rows = Math.min(blockOf(from), from.rows() - r);
            CpuMemory.load(from, r, rows, block);
            CpuMemory.store(block, to, r, rows);
        }
    }

    @Override
    public void add(Mat from, Mat to) {
        if (from.rows() == 1) { // a long vector: staged in pieces
            for (int at = 0; at < from.columns(); at += BLOCK) {
                int count = Math.min(BLOCK, from.columns() - at);
                addRows(from.columns(at, count), to.columns(at, count));
            }
        } else {
            addRows(from, to);
        }
    }

    private void addRows(Mat from, Mat to) {
        int step = blockOf(from);
        float[] a = scratch.array(0, step * from.columns());
        float[] b = scratch.array(1, step * from.columns());
        for (int r = 0; r < from.rows(); r += step) {
            int rows = Math.min(step, from.rows() - r);
            CpuMemory.load(from, r, rows, a);
            CpuMemory.load(to, r, rows, b);
            RowMath.add(a, b, rows * from.columns());
            CpuMemory.store(b, to, r, rows);
        }
    }

    @Override
    public void zero(Mat target) {
        if (target.dense()) {
            CpuMemory.of(target).clear(target.offset(), target.size());
            return;
        }
        float[] zeros = scratch.array(0, target.columns());
        Arrays.fill(zeros, 0, target.columns(), 0);
        for (int r = 0; r < target.rows(); r++) {
            CpuMemory.store(zeros, target, r, 1);
        }
    }

    @Override
    public void gemm(Mat a, Mat b, Mat c, float alpha, float beta) {
        Blas.gemm(a, b, c, alpha, beta);
    }

    @Override
    public void gather(Mat from, int[] rows, Mat to) {
        float[] row = scratch.array(0, from.columns());
        for (int i = 0; i < rows.length; i++) {
            CpuMemory.load(from, rows[i], 1, row);
            CpuMemory.store(row, to, i, 1);
        }
    }

    @Override
    public void scatterAdd(Mat from, int[] rows, Mat to) {
        float[] row = scratch.array(0, from.columns());
        float[] sum = scratch.array(1, from.columns());
        for (int i = 0; i < rows.length; i++) {
            CpuMemory.load(from, i, 1, row);
            CpuMemory.load(to, rows[i], 1, sum);
            RowMath.add(row, sum, from.columns());
            CpuMemory.store(sum, to, rows[i], 1);
        }
    }

    @Override
    public void addRowBias(Mat bias, Mat y) {
        float[] b = scratch.array(0, y.columns());
        float[] row = scratch.array(1, y.columns());
        CpuMemory.load(bias, 0, 1, b);
        for (int r = 0; r < y.rows(); r++) {
            CpuMemory.load(y, r, 1, row);
            RowMath.add(b, row, y.columns());
            CpuMemory.store(row, y, r, 1);
        }
    }

    @Override
    public void rowBiasBackward(Mat dy, Mat dBias) {
        float[] row = scratch.array(0, dy.columns());
        float[] sum = scratch.array(1, dy.columns());
        CpuMemory.load(dBias, 0, 1, sum);
        for (int r = 0; r < dy.rows(); r++) {
            CpuMemory.load(dy, r, 1, row);
            RowMath.add(row, sum, dy.columns());
        }
        CpuMemory.store(sum, dBias, 0, 1);
    }

    @Override
    public void rmsNorm(Mat x, Mat weight, float eps, Mat y, Mat rstd) {
        int d = x.columns();
        int step = blockOf(x);
        float[] in = scratch.array(0, step * d);
        float[] out = scratch.array(1, step * d);
        float[] w = scratch.array(2, d);
        float[] roots = scratch.array(3, x.rows());
        CpuMemory.load(weight, 0, 1, w);
        for (int r = 0; r < x.rows(); r += step) {
            int rows = Math.min(step, x.rows() - r);
            CpuMemory.load(x, r, rows, in);
            for (int i = 0; i < rows; i++) {
                float root = (float) (1 / Math.sqrt(RowMath.dot(in, i * d, in, i * d, d) / d + eps));
                roots[r + i] = root;
                RowMath.normalise(in, w, i * d, d, root, out);
            }
            CpuMemory.store(out, y, r, rows);
        }
        CpuMemory.store(roots, rstd, 0, 1);
    }

    @Override
    public void rmsNormBackward(Mat x, Mat weight, Mat rstd, Mat dy, Mat dx, @Nullable Mat dWeight) {
        int d = x.columns();
        int step = blockOf(x);
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

    @Override
    public void rope(int[] positions, RopeTable table, AttentionShape shape, int direction, Mat qkv) {
        int width = shape.valuesFrom();
        Mat rotated = qkv.columns(0, width);
        int step = Math.max(1, BLOCK / width);
        float[] block = scratch.array(0, step * width);
        for (int r = 0; r < qkv.rows(); r += step) {
            int rows = Math.min(step, qkv.rows() - r);
            CpuMemory.load(rotated, r, rows, block);
            for (int i = 0; i < rows; i++) {
                int at = positions[r + i] * table.half();
                for (int from = i * width; from < (i + 1) * width; from += shape.headDim()) {
                    RowMath.rotate(block, from, table.half(), table.cos(), table.sin(), at, direction);
                }
            }
            CpuMemory.store(block, rotated, r, rows);
        }
    }

    @Override
    public int attentionMemory(Segments segments, AttentionShape shape) {
        return Math.toIntExact(segments.squares() * shape.heads());
    }

    @Override
    public void attention(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat out) {
        attention.forward(qkv, segments, shape, saved, out);
    }

    @Override
    public void attentionBackward(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat dOut, Mat dQkv) {
        zero(dQkv);
        attention.backward(qkv, segments, shape, saved, dOut, dQkv);
    }

    @Override
    public void swiGlu(Mat gateUp, Mat out) {
        int ff = out.columns();
        int step = Math.max(1, BLOCK / (2 * ff));
        float[] in = scratch.array(0, step * 2 * ff);
        float[] result = scratch.array(1, step * ff);
        float[] gate = scratch.array(2, ff);
        float[] sigma = scratch.array(3, ff);
        for (int r = 0; r < out.rows(); r += step) {
            int rows = Math.min(step, out.rows() - r);
            CpuMemory.load(gateUp, r, rows, in);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(in, i * 2 * ff, gate, 0, ff);
                RowMath.sigmoid(gate, sigma, ff);
                RowMath.swiGlu(in, i * 2 * ff, sigma, ff, result, i * ff);
            }
            CpuMemory.store(result, out, r, rows);
        }
    }

    @Override
    public void swiGluBackward(Mat gateUp, Mat dOut, Mat dGateUp) {
        int ff = dOut.columns();
        int step = Math.max(1, BLOCK / (2 * ff));
        float[] in = scratch.array(0, step * 2 * ff);
        float[] up = scratch.array(1, step * ff);
        float[] gate = scratch.array(2, ff);
        float[] sigma = scratch.array(3, ff);
        for (int r = 0; r < dOut.rows(); r += step) {
            int rows = Math.min(step, dOut.rows() - r);
            CpuMemory.load(gateUp, r, rows, in);
            CpuMemory.load(dOut, r, rows, up);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(in, i * 2 * ff, gate, 0, ff);
                RowMath.sigmoid(gate, sigma, ff);
                RowMath.swiGluBackward(in, i * 2 * ff, sigma, ff, up, i * ff);
            }
            CpuMemory.store(in, dGateUp, r, rows);
        }
    }

    @Override
    public float[] logProbs(Mat hidden, int[] targets, Mat weights, Arena arena) {
        return head.logProbs(hidden, targets, weights, arena);
    }

    @Override
    public void headBackward(
            Mat hidden,
            int[] targets,
            Mat weights,
            Arena arena,
            Coefficients coefficients,
            Mat dHidden,
            @Nullable Mat dHead) {
        head.backward(hidden, targets, weights, arena, coefficients, dHidden, dHead);
    }

    @Override
    public double sumOfSquares(Mat values) {
        double sum = 0;
        float[] block = scratch.array(0, BLOCK);
        Mat flat = Mat.of(values.memory(), values.offset(), 1, values.size());
        for (int at = 0; at < flat.columns(); at += BLOCK) {
            int count = Math.min(BLOCK, flat.columns() - at);
            CpuMemory.load(flat.columns(at, count), 0, 1, block);
            for (int i = 0; i < count; i += 256) {
                sum += RowMath.dot(block, i, block, i, Math.min(256, count - i));
            }
        }
        return sum;
    }

    @Override
    public void adamW(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        float rate = (float) (step.learningRate() / (1 - StrictMath.pow(step.beta1(), step.number())));
        float root = (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(step.beta2(), step.number())));
        float decay = (float) (1 - step.learningRate() * step.weightDecay());
        Mat[] all = {p, m, v, g};
        float[][] blocks = new float[4][];
        for (int at = 0; at < p.columns(); at += BLOCK) {
            int count = Math.min(BLOCK, p.columns() - at);
            for (int i = 0; i < 4; i++) {
                blocks[i] = scratch.array(i, BLOCK);
                CpuMemory.load(all[i].columns(at, count), 0, 1, blocks[i]);
            }
            RowMath.adamW(
                    blocks[0],
                    blocks[1],
                    blocks[2],
                    blocks[3],
                    count,
                    (float) step.gradientScale(),
                    (float) step.beta1(),
                    (float) step.beta2(),
                    decay,
                    rate,
                    root,
                    (float) step.epsilon());
            for (int i = 0; i < 3; i++) {
                CpuMemory.store(blocks[i], all[i].columns(at, count), 0, 1);
            }
        }
    }

    private static int blockOf(Mat mat) {
        return Math.max(1, BLOCK / mat.columns());
    }

    @Override
    public void close() {
        // scratch is on the heap; memories are closed by whoever allocated them
    }
}
