package io.insitu.trainer.engine.cpu;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Inner loops against what one would write first; per element. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LoopBenchmark {
    private static final int COUNT = 4096;

    private final float[] x = filled();
    private final float[] y = filled();

    private static float[] filled() {
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = -(i % 83) * 0.1f;
        }
        return values;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public float[] expPolynomial() {
        System.arraycopy(y, 0, x, 0, COUNT);
        RowMath.expOfNonPositive(x, 0, COUNT);
        return x;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public float[] expOfMath() {
        for (int i = 0; i < COUNT; i++) {
            x[i] = (float) Math.exp(y[i]);
        }
        return x;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public float dotEightSums() {
        return RowMath.dot(x, 0, y, 0, COUNT);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public float dotOneSum() {
        float sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
