package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.Mat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The optimizer over an adapter of 2.4 million parameters (SmolLM2-135M at rank 8), per parameter. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AdamWBenchmark {
    private static final int SIZE = 2_442_240;
    private static final AdamWStep STEP = new AdamWStep(10, 1e-4, 0.9, 0.999, 1e-8, 0.01, 0.5);

    private final CpuAdamW adamW = new CpuAdamW(new Scratch());
    private final CpuMemory memory = new CpuMemory(4L * SIZE);
    private final Mat p = Mat.of(memory, 0, 1, SIZE);
    private final Mat m = Mat.of(memory, SIZE, 1, SIZE);
    private final Mat v = Mat.of(memory, 2L * SIZE, 1, SIZE);
    private final Mat g = Mat.of(memory, 3L * SIZE, 1, SIZE);

    @Setup
    public void fill() {
        float[] values = new float[4 * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 89 * 0.01f + 0.01f; // a second moment is not negative
        }
        memory.store(values, 0, values.length, 0);
    }

    @TearDown
    public void free() {
        memory.close();
    }

    /** The update alone. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void update() {
        adamW.step(p, m, v, g, STEP);
    }

    /** What it costs to know beforehand that the update is finite, instead of keeping a copy to go back to. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public boolean lookAhead() {
        return adamW.staysFinite(p, m, v, g, STEP);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public double norm() {
        return adamW.sumOfSquares(g);
    }
}
