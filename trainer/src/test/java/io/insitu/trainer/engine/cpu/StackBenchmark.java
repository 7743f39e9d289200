package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Modules that read one input, multiplied as one matrix or one after the other: 1024 rows, their adapters' A at rank 8. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StackBenchmark {
    private static final int ROWS = 1024;
    private static final int RANK = 8;

    /** in : widths of the modules, as q, k, v and as gate, up of the demo shape and of SmolLM2-135M. */
    @Param({"256:256,128,128", "256:688,688", "576:576,192,192", "576:1536,1536"})
    private String shape = "";

    private CpuMemory memory = new CpuMemory(1);
    private int[] widths = {};
    private Mat x = Mat.of(memory, 0, 1, 1);
    private Mat weight = x;
    private Mat a = x;
    private Mat y = x;
    private Mat u = x;
    private Mat dx = x;

    @Setup
    public void fill() {
        int in = Integer.parseInt(shape.split(":")[0]);
        String[] parts = shape.split(":")[1].split(",");
        widths = new int[parts.length];
        int out = 0;
        for (int i = 0; i < parts.length; i++) {
            widths[i] = Integer.parseInt(parts[i]);
            out += widths[i];
        }
        int rank = RANK * parts.length;
        memory = new CpuMemory((long) (2 * ROWS + out + rank) * in + (long) ROWS * (out + rank));
        float[] values = new float[(int) memory.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 97 * 0.01f - 0.5f;
        }
        memory.store(values, 0, values.length, 0);
        x = Mat.of(memory, 0, ROWS, in);
        dx = Mat.of(memory, (long) ROWS * in, ROWS, in);
        weight = Mat.of(memory, 2L * ROWS * in, out, in);
        a = Mat.of(memory, (2L * ROWS + out) * in, rank, in);
        y = Mat.of(memory, (2L * ROWS + out + rank) * in, ROWS, out);
        u = Mat.of(memory, (2L * ROWS + out + rank) * in + (long) ROWS * out, ROWS, rank);
    }

    @TearDown
    public void free() {
        memory.close();
    }

    /** As the engine does it: y = x W^T, u = x A^T, and the way back to x. */
    @Benchmark
    public void stacked() {
        Blas.gemm(x, weight.t(), y, 1, 0);
        Blas.gemm(x, a.t(), u, 1, 0);
        Blas.gemm(y, weight, dx, 1, 0);
        Blas.gemm(u, a, dx, 1, 1);
    }

    @Benchmark
    public void apart() {
        int from = 0;
        for (int i = 0; i < widths.length; i++) {
            Mat w = weight.rows(from, widths[i]);
            Mat part = y.columns(from, widths[i]);
            Mat low = a.rows(i * RANK, RANK);
            Blas.gemm(x, w.t(), part, 1, 0);
            Blas.gemm(x, low.t(), u.columns(i * RANK, RANK), 1, 0);
            Blas.gemm(part, w, dx, 1, i == 0 ? 0 : 1);
            Blas.gemm(u.columns(i * RANK, RANK), low, dx, 1, 1);
            from += widths[i];
        }
    }
}
