package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Segments;
import java.util.Arrays;

/**
 * Causal attention segment by segment in blocks of query rows. A block multiplies only the keys up to its own end, which
 * skips almost half of the square. Probabilities are kept, (length, length) for each segment and head.
 */
final class CpuAttention {
    private static final int QUERIES = 48;

    private final Scratch scratch;
    private final int queries;
    private CpuMemory gradients = new CpuMemory(1);

    CpuAttention(Scratch scratch) {
        this(scratch, QUERIES);
    }

    /** With a block size of its own: for the benchmark that chose it. */
    CpuAttention(Scratch scratch, int queries) {
        this.scratch = scratch;
        this.queries = queries;
    }

    void forward(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat out) {
        int dim = shape.headDim();
        long at = saved.offset();
        for (int s = 0; s < segments.count(); s++) {
            int start = segments.start(s);
            int length = segments.length(s);
            for (int h = 0; h < shape.heads(); h++) {
                Mat probabilities = Mat.of(saved.memory(), at, length, length);
                at += (long) length * length;
                for (int q = 0; q < length; q += queries) {
                    int rows = Math.min(queries, length - q);
                    int keys = q + rows;
                    Mat block = probabilities.block(q, rows, 0, keys);
                    Mat values = qkv.block(start, keys, valueColumn(shape, h), dim);
                    Blas.gemm(
                            qkv.block(start + q, rows, h * dim, dim),
                            qkv.block(start, keys, keyColumn(shape, h), dim).t(),
                            block,
                            (float) (1 / Math.sqrt(dim)),
                            0);
                    softmax(block, q);
                    Blas.gemm(block, values, out.block(start + q, rows, h * dim, dim), 1, 0);
                }
            }
        }
    }

    /** Adds to dQkv. */
    void backward(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat dOut, Mat dQkv) {
        int dim = shape.headDim();
        float scale = (float) (1 / Math.sqrt(dim));
        long at = saved.offset();
        for (int s = 0; s < segments.count(); s++) {
            int start = segments.start(s);
            int length = segments.length(s);
            for (int h = 0; h < shape.heads(); h++) {
                Mat probabilities = Mat.of(saved.memory(), at, length, length);
                at += (long) length * length;
                for (int q = 0; q < length; q += queries) {
                    int rows = Math.min(queries, length - q);
                    int keys = q + rows;
                    Mat block = probabilities.block(q, rows, 0, keys);
                    Mat upstream = dOut.block(start + q, rows, h * dim, dim);
                    Mat dScores = scores(rows, keys);
                    Blas.gemm(
                            upstream,
                            qkv.block(start, keys, valueColumn(shape, h), dim).t(),
                            dScores,
                            1,
                            0);
                    softmaxBackward(block, dScores);
                    Blas.gemm(block.t(), upstream, dQkv.block(start, keys, valueColumn(shape, h), dim), 1, 1);
                    Blas.gemm(
                            dScores,
                            qkv.block(start, keys, keyColumn(shape, h), dim),
                            dQkv.block(start + q, rows, h * dim, dim),
                            scale,
                            0);
                    Blas.gemm(
                            dScores.t(),
                            qkv.block(start + q, rows, h * dim, dim),
                            dQkv.block(start, keys, keyColumn(shape, h), dim),
                            scale,
                            1);
                }
            }
        }
    }

    /** Row i of the block is query first + i and sees keys up to itself; the rest becomes exactly 0. */
    private void softmax(Mat block, int first) {
        int keys = block.columns();
        float[] rows = scratch.array(0, block.size());
        CpuMemory.load(block, 0, block.rows(), rows);
        for (int i = 0; i < block.rows(); i++) {
            RowMath.subtract(rows, i * keys, first + i + 1, RowMath.max(rows, i * keys, first + i + 1));
            Arrays.fill(rows, i * keys + first + i + 1, (i + 1) * keys, -80f);
        }
        RowMath.expOfNonPositive(rows, 0, block.size()); // one long loop vectorises; many short ones do not
        for (int i = 0; i < block.rows(); i++) {
            int seen = first + i + 1;
            RowMath.scale(rows, i * keys, seen, (float) (1 / RowMath.sum(rows, i * keys, seen)));
            Arrays.fill(rows, i * keys + seen, (i + 1) * keys, 0f);
        }
        CpuMemory.store(rows, block, 0, block.rows());
    }

    /** d = p (d - sum(p d)), row by row, in place. */
    private void softmaxBackward(Mat block, Mat d) {
        int keys = block.columns();
        float[] p = scratch.array(0, block.size());
        float[] up = scratch.array(1, block.size());
        CpuMemory.load(block, 0, block.rows(), p);
        CpuMemory.load(d, 0, block.rows(), up);
        for (int i = 0; i < block.rows(); i++) {
            RowMath.subtract(up, i * keys, keys, RowMath.dot(p, i * keys, up, i * keys, keys));
        }
        RowMath.multiply(p, up, block.size());
        CpuMemory.store(up, d, 0, block.rows());
    }

    private Mat scores(int rows, int keys) {
        if (gradients.size() < (long) rows * keys) {
            gradients = new CpuMemory((long) rows * keys * 2);
        }
        return Mat.of(gradients, 0, rows, keys);
    }

    private static int keyColumn(AttentionShape shape, int head) {
        return shape.keysFrom() + head / (shape.heads() / shape.kvHeads()) * shape.headDim();
    }

    private static int valueColumn(AttentionShape shape, int head) {
        return shape.valuesFrom() + head / (shape.heads() / shape.kvHeads()) * shape.headDim();
    }
}
