package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Coefficients;
import io.insitu.trainer.engine.Mat;
import org.jspecify.annotations.Nullable;

/** The output head in chunks of target rows; a chunk of logits is overwritten by its own gradient. */
final class CpuHead {
    private static final int CHUNK = 128;

    private final Scratch scratch;

    CpuHead(Scratch scratch) {
        this.scratch = scratch;
    }

    float[] logProbs(Mat hidden, int[] targets, Mat head, Arena arena) {
        float[] result = new float[targets.length];
        run(
                hidden,
                targets,
                head,
                arena,
                (target, logProb, top) -> {
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
        Mat logits = arena.mat(Math.min(CHUNK, Math.max(1, targets.length)), vocabulary);
        float[] rows = scratch.array(0, logits.size());
        for (int from = 0; from < targets.length; from += CHUNK) {
            int count = Math.min(CHUNK, targets.length - from);
            Mat chunk = logits.rows(0, count);
            Mat inputs = hidden.rows(from, count);
            Blas.gemm(inputs, head.t(), chunk, 1, 0);
            CpuMemory.load(chunk, 0, count, rows);
            float[] targetLogits = scratch.array(1, count);
            for (int i = 0; i < count; i++) {
                float max = RowMath.max(rows, i * vocabulary, vocabulary);
                targetLogits[i] = rows[i * vocabulary + targets[from + i]] - max;
                RowMath.subtract(rows, i * vocabulary, vocabulary, max);
            }
            RowMath.expOfNonPositive(rows, 0, count * vocabulary);
            for (int i = 0; i < count; i++) {
                float sum = RowMath.sum(rows, i * vocabulary, vocabulary);
                float logProb = (float) (targetLogits[i] - StrictMath.log(sum));
                float c = coefficients.of(from + i, logProb, targetLogits[i] == 0);
                RowMath.scale(rows, i * vocabulary, vocabulary, -c / sum);
                rows[i * vocabulary + targets[from + i]] += c;
            }
            if (dHidden != null) {
                CpuMemory.store(rows, chunk, 0, count);
                Blas.gemm(chunk, head, dHidden.rows(from, count), 1, 0);
                if (dHead != null) {
                    Blas.gemm(chunk.t(), inputs, dHead, 1, 1);
                }
            }
        }
    }
}
