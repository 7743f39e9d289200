package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Where matrices live: off-heap, read in place, or in arrays, which the binding copies. Products as a layer has them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmBenchmark {
    /** rows x inner x columns: a feed-forward product, its adapter's two, and one of few rows. */
    @Param({"1024x576x1536", "256x576x1536", "1024x576x8", "1024x8x1536"})
    private String shape = "";

    private CpuMemory memory = new CpuMemory(1);
    private Mat a = Mat.of(memory, 0, 1, 1);
    private Mat b = a;
    private Mat c = a;
    private float[] onHeapA = {};
    private float[] onHeapB = {};
    private float[] onHeapC = {};

    @Setup
    public void fill() {
        String[] sizes = shape.split("x");
        int m = Integer.parseInt(sizes[0]);
        int k = Integer.parseInt(sizes[1]);
        int n = Integer.parseInt(sizes[2]);
        memory = new CpuMemory((long) m * k + (long) n * k + (long) m * n);
        onHeapA = new float[m * k];
        onHeapB = new float[n * k];
        onHeapC = new float[m * n];
        for (int i = 0; i < onHeapA.length; i++) {
            onHeapA[i] = i % 97 * 0.01f - 0.5f;
        }
        for (int i = 0; i < onHeapB.length; i++) {
            onHeapB[i] = i % 89 * 0.01f - 0.4f;
        }
        memory.store(onHeapA, 0, onHeapA.length, 0);
        memory.store(onHeapB, 0, onHeapB.length, onHeapA.length);
        a = Mat.of(memory, 0, m, k);
        b = Mat.of(memory, onHeapA.length, n, k);
        c = Mat.of(memory, (long) onHeapA.length + onHeapB.length, m, n);
    }

    @TearDown
    public void free() {
        memory.close();
    }

    @Benchmark
    public void offHeap() {
        Blas.gemm(a, b.t(), c, 1, 0);
    }

    @Benchmark
    public float[] arrays() {
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasTrans,
                c.rows(),
                c.columns(),
                a.columns(),
                1,
                onHeapA,
                a.stride(),
                onHeapB,
                b.stride(),
                0,
                onHeapC,
                c.stride());
        return onHeapC;
    }
}
