package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.Coefficients;
import java.nio.ByteBuffer;

/**
 * The output head in chunks of target rows. Log-probabilities are judged where every loss is defined: here, one number for each
 * target, between two kernels.
 */
final class CudaHead {
    private final Device device;
    private final HeadKernels kernels;
    private final HostBuffer host;

    CudaHead(Device device, HostBuffer host) {
        this.device = device;
        kernels = new HeadKernels(device);
        this.host = host;
    }

    /** Log-probability of each target. */
    float[] logProbs(Workspace w, Rows head) {
        int count = w.normedEnds.rows();
        for (int from = 0; from < count; from += Workspace.HEAD_ROWS) {
            stats(w, head, from, Math.min(Workspace.HEAD_ROWS, count - from));
        }
        float[] result = new float[count];
        ByteBuffer stats = downloaded(w, 0, count);
        for (int i = 0; i < count; i++) {
            result[i] = stats.getFloat(4 * (i * HeadKernels.STATS + 1));
        }
        return result;
    }

    /** Leaves the gradient of what the head reads. */
    void backward(Workspace w, Rows head, Coefficients coefficients) {
        int count = w.normedEnds.rows();
        for (int from = 0; from < count; from += Workspace.HEAD_ROWS) {
            int rows = Math.min(Workspace.HEAD_ROWS, count - from);
            stats(w, head, from, rows);
            float[] c = judged(downloaded(w, from, rows), from, rows, coefficients);
            ByteBuffer up = host.of(4 * rows);
            up.asFloatBuffer().put(c);
            device.upload(up, w.coefficients);
            Rows gradient = w.dLogits.rows(0, rows);
            kernels.softmaxGradient(
                    w.logits.rows(0, rows), w.targets + 4L * from, statsAt(w, from), w.coefficients, gradient);
            device.multiply(Product.of(gradient, false, head, false, w.dNormedEnds.rows(from, rows)));
        }
    }

    private static float[] judged(ByteBuffer stats, int from, int rows, Coefficients coefficients) {
        float[] c = new float[rows];
        for (int i = 0; i < rows; i++) {
            int at = 4 * i * HeadKernels.STATS;
            c[i] = coefficients.of(
                    from + i, stats.getFloat(at + 4), stats.getFloat(at + 12) != 0, stats.getFloat(at + 8));
        }
        return c;
    }

    private void stats(Workspace w, Rows head, int from, int rows) {
        Rows logits = w.logits.rows(0, rows);
        device.multiply(Product.of(w.normedEnds.rows(from, rows), false, head, true, logits));
        kernels.rowStats(logits, w.targets + 4L * from, statsAt(w, from));
    }

    private static long statsAt(Workspace w, int row) {
        return w.stats + 4L * HeadKernels.STATS * row;
    }

    private ByteBuffer downloaded(Workspace w, int from, int rows) {
        ByteBuffer stats = host.of(4 * HeadKernels.STATS * rows);
        device.download(statsAt(w, from), stats);
        return stats;
    }
}
