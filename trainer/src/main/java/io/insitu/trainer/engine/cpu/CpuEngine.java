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
    private final Scratch scratch = new Scratch();
    private final CpuRows rows = new CpuRows(scratch);
    private final CpuNorm norm = new CpuNorm(scratch);
    private final CpuSwiGlu swiGlu = new CpuSwiGlu(scratch);
    private final CpuAdamW adamW = new CpuAdamW(scratch);
    private final CpuAttention attention = new CpuAttention(scratch);
    private final CpuHead head = new CpuHead(scratch);

    @Override
    public String name() {
        return "cpu@2";
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
        rows.copy(from, to);
    }

    @Override
    public void add(Mat from, Mat to) {
        rows.add(from, to);
    }

    @Override
    public void zero(Mat target) {
        rows.zero(target);
    }

    @Override
    public void gemm(Mat a, Mat b, Mat c, float alpha, float beta) {
        Blas.gemm(a, b, c, alpha, beta);
    }

    @Override
    public void gather(Mat from, int[] rows, Mat to) {
        this.rows.gather(from, rows, to);
    }

    @Override
    public void scatterAdd(Mat from, int[] rows, Mat to) {
        this.rows.scatterAdd(from, rows, to);
    }

    @Override
    public void addRowBias(Mat bias, Mat y) {
        rows.addRowBias(bias, y);
    }

    @Override
    public void rowBiasBackward(Mat dy, Mat dBias) {
        rows.rowBiasBackward(dy, dBias);
    }

    @Override
    public void rmsNorm(Mat x, Mat weight, float eps, Mat y, Mat rstd) {
        norm.forward(x, weight, eps, y, rstd);
    }

    @Override
    public void rmsNormBackward(Mat x, Mat weight, Mat rstd, Mat dy, Mat dx, @Nullable Mat dWeight) {
        norm.backward(x, weight, rstd, dy, dx, dWeight);
    }

    @Override
    public void rope(int[] positions, RopeTable table, AttentionShape shape, int direction, Mat qkv) {
        RopeTable.Angles angles = table.upTo(Arrays.stream(positions).max().orElse(-1) + 1);
        int width = shape.valuesFrom();
        Mat rotated = qkv.columns(0, width);
        int step = Math.max(1, CpuRows.BLOCK / width);
        float[] block = scratch.array(0, step * width);
        for (int r = 0; r < qkv.rows(); r += step) {
            int rows = Math.min(step, qkv.rows() - r);
            CpuMemory.load(rotated, r, rows, block);
            for (int i = 0; i < rows; i++) {
                int at = positions[r + i] * table.half();
                for (int from = i * width; from < (i + 1) * width; from += shape.headDim()) {
                    RowMath.rotate(block, from, table.half(), angles.cos(), angles.sin(), at, direction);
                }
            }
            CpuMemory.store(block, rotated, r, rows);
        }
    }

    @Override
    public long attentionMemory(Segments segments, AttentionShape shape) {
        return segments.squares() * shape.heads();
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
        swiGlu.forward(gateUp, out);
    }

    @Override
    public void swiGluBackward(Mat gateUp, Mat dOut, Mat dGateUp) {
        swiGlu.backward(gateUp, dOut, dGateUp);
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
        return adamW.sumOfSquares(values);
    }

    @Override
    public boolean adamWStaysFinite(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        return adamW.staysFinite(p, m, v, g, step);
    }

    @Override
    public void adamW(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        adamW.step(p, m, v, g, step);
    }

    @Override
    public void close() {
        // scratch is on the heap; memories are closed by whoever allocated them
    }
}
