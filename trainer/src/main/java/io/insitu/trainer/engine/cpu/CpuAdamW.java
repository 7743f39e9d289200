package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.Mat;

/** The optimizer's arithmetic over long vectors, staged in blocks. */
final class CpuAdamW {
    private final Scratch scratch;

    CpuAdamW(Scratch scratch) {
        this.scratch = scratch;
    }

    void step(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        float rate = (float) (step.learningRate() / (1 - StrictMath.pow(step.beta1(), step.number())));
        float root = (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(step.beta2(), step.number())));
        float decay = (float) (1 - step.learningRate() * step.weightDecay());
        Mat[] all = {p, m, v, g};
        float[][] blocks = new float[4][];
        for (int at = 0; at < p.columns(); at += CpuRows.BLOCK) {
            int count = Math.min(CpuRows.BLOCK, p.columns() - at);
            for (int i = 0; i < 4; i++) {
                blocks[i] = scratch.array(i, CpuRows.BLOCK);
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
