package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.Mat;

/** The optimizer's arithmetic over long vectors, staged in blocks. */
final class CpuAdamW {
    private final Scratch scratch;

    CpuAdamW(Scratch scratch) {
        this.scratch = scratch;
    }

    /** The same arithmetic, of which nothing is kept. */
    boolean staysFinite(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        Mat[] all = {p, m, v, g};
        Numbers n = Numbers.of(step);
        for (int at = 0; at < p.columns(); at += CpuRows.BLOCK) {
            int count = Math.min(CpuRows.BLOCK, p.columns() - at);
            float[][] b = staged(all, at, count);
            if (!RowMath.adamWStaysFinite(
                    b[0], b[1], b[2], b[3], count, n.scale, n.beta1, n.beta2, n.decay, n.rate, n.root, n.epsilon)) {
                return false;
            }
        }
        return true;
    }

    void step(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        Mat[] all = {p, m, v, g};
        Numbers n = Numbers.of(step);
        for (int at = 0; at < p.columns(); at += CpuRows.BLOCK) {
            int count = Math.min(CpuRows.BLOCK, p.columns() - at);
            float[][] b = staged(all, at, count);
            RowMath.adamW(b[0], b[1], b[2], b[3], count, n.scale, n.beta1, n.beta2, n.decay, n.rate, n.root, n.epsilon);
            for (int i = 0; i < 3; i++) {
                CpuMemory.store(b[i], all[i].columns(at, count), 0, 1);
            }
        }
    }

    private float[][] staged(Mat[] all, int at, int count) {
        float[][] blocks = new float[all.length][];
        for (int i = 0; i < all.length; i++) {
            blocks[i] = scratch.array(i, CpuRows.BLOCK);
            CpuMemory.load(all[i].columns(at, count), 0, 1, blocks[i]);
        }
        return blocks;
    }

    /** A step's numbers as the loops want them: biases corrected in doubles, then narrowed. */
    private record Numbers(float scale, float beta1, float beta2, float decay, float rate, float root, float epsilon) {
        static Numbers of(AdamWStep step) {
            return new Numbers(
                    (float) step.gradientScale(),
                    (float) step.beta1(),
                    (float) step.beta2(),
                    (float) (1 - step.learningRate() * step.weightDecay()),
                    (float) (step.learningRate() / (1 - StrictMath.pow(step.beta1(), step.number()))),
                    (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(step.beta2(), step.number()))),
                    (float) step.epsilon());
        }
    }

    double sumOfSquares(Mat values) {
        double sum = 0;
        float[] block = scratch.array(0, CpuRows.BLOCK);
        Mat flat = Mat.of(values.memory(), values.offset(), 1, values.size());
        for (int at = 0; at < flat.columns(); at += CpuRows.BLOCK) {
            int count = Math.min(CpuRows.BLOCK, flat.columns() - at);
            CpuMemory.load(flat.columns(at, count), 0, 1, block);
            for (int i = 0; i < count; i += 256) {
                sum += RowMath.dot(block, i, block, i, Math.min(256, count - i));
            }
        }
        return sum;
    }
}
