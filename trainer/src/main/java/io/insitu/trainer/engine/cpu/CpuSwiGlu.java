package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;

/** The gated activation of the feed-forward network; a row of gateUp is gate, then up. */
final class CpuSwiGlu {
    private final Scratch scratch;

    CpuSwiGlu(Scratch scratch) {
        this.scratch = scratch;
    }

    void forward(Mat gateUp, Mat out) {
        int ff = out.columns();
        int step = Math.max(1, CpuRows.BLOCK / (2 * ff));
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

    void backward(Mat gateUp, Mat dOut, Mat dGateUp) {
        int ff = dOut.columns();
        int step = Math.max(1, CpuRows.BLOCK / (2 * ff));
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
}
