package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Coefficients;
import io.insitu.trainer.engine.Mat;
import org.jspecify.annotations.Nullable;

/** The output head in chunks of target rows; a chunk of logits is overwritten by its own gradient. */
final class CpuHead {
    private final Scratch scratch;
    private final int rows;

    CpuHead(Scratch scratch) {
        this(scratch, Arena.HEAD_ROWS);
    }

    /** With so many rows at once: for the benchmark that chose them. */
    CpuHead(Scratch scratch, int rows) {
        this.scratch = scratch;
        this.rows = rows;
    }

    float[] logProbs(Mat hidden, int[] targets, Mat head, Arena arena) {
        float[] result = new float[targets.length];
        run(
                hidden,
                targets,
                head,
                arena,
                (target, logProb, top, entropy) -> {
                    result[target] = logProb;
                    return 0;
                },
                null,
                null);
        return result;
    }

    void backward(
            Mat hidden,
            int[] targets,
            Mat head,
            Arena arena,
            Coefficients coefficients,
            Mat dHidden,
            @Nullable Mat dHead) {
        run(hidden, targets, head, arena, coefficients, dHidden, dHead);
    }

    private void run(
            Mat hidden,
            int[] targets,
            Mat head,
            Arena arena,
            Coefficients coefficients,
            @Nullable Mat dHidden,
            @Nullable Mat dHead) {
        int vocabulary = head.rows();
        Mat logits = arena.mat(Math.min(rows, Math.max(1, targets.length)), vocabulary);
        float[] row = scratch.array(0, vocabulary);
        float[] raw = scratch.array(1, vocabulary);
        for (int from = 0; from < targets.length; from += rows) {
            int count = Math.min(rows, targets.length - from);
            Mat chunk = logits.rows(0, count);
            Mat inputs = hidden.rows(from, count);
            Blas.gemm(inputs, head.t(), chunk, 1, 0);
            for (int i = 0; i < count; i++) { // row by row: all passes over a row find it in the cache
                CpuMemory.load(chunk, i, 1, row);
                RowMath.subtract(row, 0, vocabulary, RowMath.max(row, 0, vocabulary));
                System.arraycopy(row, 0, raw, 0, vocabulary);
                float targetLogit = row[targets[from + i]];
                RowMath.expOfNonPositive(row, 0, vocabulary);
                double sum = RowMath.sum(row, 0, vocabulary);
                double logSum = StrictMath.log(sum);
                float entropy = (float) (logSum - RowMath.dot(row, 0, raw, 0, vocabulary) / sum);
                float c = coefficients.of(from + i, (float) (targetLogit - logSum), targetLogit == 0, entropy);
                if (dHidden != null) {
                    RowMath.scale(row, 0, vocabulary, (float) (-c / sum));
                    row[targets[from + i]] += c;
                    CpuMemory.store(row, chunk, i, 1);
                }
            }
            if (dHidden != null) {
                Blas.gemm(chunk, head, dHidden.rows(from, count), 1, 0);
                if (dHead != null) {
                    Blas.gemm(chunk.t(), inputs, dHead, 1, 1);
                }
            }
        }
    }
}
