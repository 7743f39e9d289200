package io.insitu.trainer.engine;

import org.jspecify.annotations.Nullable;

/** An engine that computes nothing and counts the memory it is asked for: how much a run will need, before it runs. */
public final class DryEngine implements Engine {
    private long floats;

    /** Bytes of all memories that were ever asked for. */
    public long bytes() {
        return floats * Float.BYTES;
    }

    private record Counted(long size) implements Memory {
        @Override
        public void close() {}
    }

    @Override
    public String name() {
        return "dry";
    }

    @Override
    public Memory allocate(long count) {
        floats += count;
        return new Counted(count);
    }

    @Override
    public void write(float[] values, Mat target) {}

    @Override
    public float[] read(Mat source) {
        return new float[0]; // what would be read may not fit into this Java
    }

    @Override
    public void copy(Mat from, Mat to) {}

    @Override
    public void add(Mat from, Mat to) {}

    @Override
    public void zero(Mat target) {}

    @Override
    public void gemm(Mat a, Mat b, Mat c, float alpha, float beta) {}

    @Override
    public void gather(Mat from, int[] rows, Mat to) {}

    @Override
    public void scatterAdd(Mat from, int[] rows, Mat to) {}

    @Override
    public void addRowBias(Mat bias, Mat y) {}

    @Override
    public void rowBiasBackward(Mat dy, Mat dBias) {}

    @Override
    public void rmsNorm(Mat x, Mat weight, float eps, Mat y, Mat rstd) {}

    @Override
    public void rmsNormBackward(Mat x, Mat weight, Mat rstd, Mat dy, Mat dx, @Nullable Mat dWeight) {}

    @Override
    public void rope(int[] positions, RopeTable table, AttentionShape shape, int direction, Mat qkv) {}

    @Override
    public long attentionMemory(Segments segments, AttentionShape shape) {
        return segments.squares() * shape.heads();
    }

    @Override
    public void attention(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat out) {}

    @Override
    public void attentionBackward(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat dOut, Mat dQkv) {}

    @Override
    public void swiGlu(Mat gateUp, Mat out) {}

    @Override
    public void swiGluBackward(Mat gateUp, Mat dOut, Mat dGateUp) {}

    @Override
    public float[] logProbs(Mat hidden, int[] targets, Mat head, Arena arena) {
        chunk(targets, head, arena);
        return new float[targets.length];
    }

    @Override
    public void headBackward(
            Mat hidden,
            int[] targets,
            Mat head,
            Arena arena,
            Coefficients coefficients,
            Mat dHidden,
            @Nullable Mat dHead) {
        chunk(targets, head, arena);
    }

    private static void chunk(int[] targets, Mat head, Arena arena) {
        arena.mat(Math.min(Arena.HEAD_ROWS, Math.max(1, targets.length)), head.rows());
    }

    @Override
    public double sumOfSquares(Mat values) {
        return 0;
    }

    @Override
    public boolean adamWStaysFinite(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        return true;
    }

    @Override
    public void adamW(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {}

    @Override
    public void close() {}
}
