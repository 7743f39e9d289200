package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import java.util.Arrays;

/** What moves or adds whole rows: staged through small arrays, where loops vectorise. */
final class CpuRows {
    /** Floats staged at once: three such blocks stay in a core's second-level cache. */
    static final int BLOCK = 8192;

    private final Scratch scratch;

    CpuRows(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Rows of this width that are staged at once. */
    static int blockOf(Mat mat) {
        return Math.max(1, BLOCK / mat.columns());
    }

    void copy(Mat from, Mat to) {
        if (from.rows() != to.rows() || from.columns() != to.columns()) {
            throw new IllegalArgumentException(
                    "cannot copy " + from.rows() + " x " + from.columns() + " to " + to.rows() + " x " + to.columns());
        }
        if (from.dense() && to.dense()) {
            CpuMemory.move(CpuMemory.of(from), from.offset(), CpuMemory.of(to), to.offset(), from.size());
            return;
        }
        float[] row = scratch.array(0, from.columns());
        for (int r = 0; r < from.rows(); r++) {
            CpuMemory.load(from, r, 1, row);
            CpuMemory.store(row, to, r, 1);
        }
    }

    void add(Mat from, Mat to) {
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

    void zero(Mat target) {
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

    void gather(Mat from, int[] rows, Mat to) {
        float[] row = scratch.array(0, from.columns());
        for (int i = 0; i < rows.length; i++) {
            CpuMemory.load(from, rows[i], 1, row);
            CpuMemory.store(row, to, i, 1);
        }
    }

    void scatterAdd(Mat from, int[] rows, Mat to) {
        float[] row = scratch.array(0, from.columns());
        float[] sum = scratch.array(1, from.columns());
        for (int i = 0; i < rows.length; i++) {
            CpuMemory.load(from, i, 1, row);
            CpuMemory.load(to, rows[i], 1, sum);
            RowMath.add(row, sum, from.columns());
            CpuMemory.store(sum, to, rows[i], 1);
        }
    }

    void addRowBias(Mat bias, Mat y) {
        float[] b = scratch.array(0, y.columns());
        float[] row = scratch.array(1, y.columns());
        CpuMemory.load(bias, 0, 1, b);
        for (int r = 0; r < y.rows(); r++) {
            CpuMemory.load(y, r, 1, row);
            RowMath.add(b, row, y.columns());
            CpuMemory.store(row, y, r, 1);
        }
    }

    void rowBiasBackward(Mat dy, Mat dBias) {
        float[] row = scratch.array(0, dy.columns());
        float[] sum = scratch.array(1, dy.columns());
        CpuMemory.load(dBias, 0, 1, sum);
        for (int r = 0; r < dy.rows(); r++) {
            CpuMemory.load(dy, r, 1, row);
            RowMath.add(row, sum, dy.columns());
        }
        CpuMemory.store(sum, dBias, 0, 1);
    }
}
