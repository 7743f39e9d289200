package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Segments;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Attention there and back, by the kernels and by the CPU engine, on the same bf16 numbers. */
final class AttentionPass implements AutoCloseable {
    /** Rows after the last sequence: nobody reads their NaN, and what is there stays. */
    static final int SPARE = 3;

    final AttentionShape shape;
    final Segments segments;
    private final Grid grid;
    private final AttentionPlan plan;
    private final int rows;
    private final float[] qkv;
    private final float[] dOut;
    private final Rows deviceQkv;
    private final Rows deviceOut;
    private final long tiles;
    private final long logSumExp;

    /**
     * @param gap elements between rows
     * @param sharpness factor of the queries; at 1 scores deviate by about 1
     */
    AttentionPass(Devices where, AttentionShape shape, List<Integer> lengths, int gap, float sharpness) {
        this.shape = shape;
        segments = Segments.ofLengths(lengths);
        rows = segments.rows();
        grid = new Grid(where, 1);
        plan = AttentionPlan.of(segments, shape).filled(lengths.size() + gap / 8); // with blocks that have no work
        int columns = (shape.heads() + 2 * shape.kvHeads()) * shape.headDim();
        qkv = numbers(rows * columns, 1.7);
        for (int i = 0; i < qkv.length; i++) {
            qkv[i] = Bf16.widen(Bf16.round(i % columns < shape.keysFrom() ? sharpness * qkv[i] : qkv[i]));
        }
        dOut = numbers(rows * shape.keysFrom(), 1);
        deviceQkv = rows(qkv, gap);
        deviceOut = rows(new float[dOut.length], gap);
        tiles = grid.ints(plan.tiles());
        logSumExp = grid.floats(new float[(int) plan.statistics()]);
    }

    private static float[] numbers(int count, double bound) {
        SplittableRandom random = new SplittableRandom(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = Bf16.widen(Bf16.round((float) random.nextDouble(-bound, bound)));
        }
        return values;
    }

    /** Rows with spare ones after them, all of NaN. */
    private Rows rows(float[] values, int gap) {
        float[] more = Arrays.copyOf(values, values.length / rows * (rows + SPARE));
        Arrays.fill(more, values.length, more.length, Float.NaN);
        return grid.rows(more, rows + SPARE, gap);
    }

    float[] out() {
        return part(grid.both(deviceOut, () -> plan.forward(grid.device, tiles, deviceQkv, deviceOut, logSumExp)));
    }

    /** (heads, rows), after {@link #out}. */
    float[] logSumExps() {
        return grid.floatsAt(logSumExp, (int) plan.statistics());
    }

    /** After {@link #out}. */
    float[] dQkv() {
        Rows up = rows(dOut, 8);
        Rows down = rows(new float[qkv.length], 16);
        long delta = grid.floats(new float[(int) plan.statistics()]);
        plan.dot(grid.device, deviceOut, up, delta);
        return part(grid.both(down, () -> plan.backward(grid.device, tiles, deviceQkv, up, logSumExp, delta, down)));
    }

    private float[] part(float[] withSpare) {
        int columns = withSpare.length / (rows + SPARE);
        for (int i = rows * columns; i < withSpare.length; i++) {
            if (!Float.isNaN(withSpare[i])) {
                throw new AssertionError("row " + i / columns + " belongs to no sequence and was written");
            }
        }
        return Arrays.copyOf(withSpare, rows * columns);
    }

    float[] cpuOut() {
        Mat out = grid.mat(rows, shape.heads() * shape.headDim());
        grid.cpu.attention(grid.mat(qkv, rows), segments, shape, saved(), out);
        return grid.cpu.read(out);
    }

    float[] cpuDQkv() {
        Mat in = grid.mat(qkv, rows);
        Mat saved = saved();
        Mat out = grid.mat(rows, shape.heads() * shape.headDim());
        grid.cpu.attention(in, segments, shape, saved, out);
        Mat down = grid.mat(rows, in.columns());
        grid.cpu.attentionBackward(in, segments, shape, saved, grid.mat(dOut, rows), down);
        return grid.cpu.read(down);
    }

    private Mat saved() {
        return grid.mat(1, Math.toIntExact(grid.cpu.attentionMemory(segments, shape)));
    }

    /** As the formula says, in double. */
    double logSumExp(int head, int row) {
        int dim = shape.headDim();
        int columns = qkv.length / rows;
        int key = shape.keysFrom() + head / (shape.heads() / shape.kvHeads()) * dim;
        int start = row - segments.positions()[row];
        double[] scores = new double[row - start + 1];
        for (int j = start; j <= row; j++) {
            for (int d = 0; d < dim; d++) {
                scores[j - start] += qkv[row * columns + head * dim + d] * qkv[j * columns + key + d] / Math.sqrt(dim);
            }
        }
        double most = Arrays.stream(scores).max().orElseThrow();
        return most
                + Math.log(Arrays.stream(scores).map(s -> Math.exp(s - most)).sum());
    }

    @Override
    public void close() {
        grid.close();
    }
}
