package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How loops reach off-heap floats, by the gated activation of 512 rows of 1536; per element of the result. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowBenchmark {
    private static final int ROWS = 512;
    private static final int WIDTH = 1536;
    private static final int ELEMENTS = ROWS * WIDTH;

    private final CpuSwiGlu swiGlu = new CpuSwiGlu(new Scratch());
    private final CpuMemory memory = new CpuMemory(3L * ELEMENTS);
    private final Mat gateUp = Mat.of(memory, 0, ROWS, 2 * WIDTH);
    private final Mat out = Mat.of(memory, 2L * ELEMENTS, ROWS, WIDTH);
    private final FloatBuffer buffer = ByteBuffer.allocateDirect(3 * ELEMENTS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    private final FloatPointer pointer = memory.at(0);
    private final float[] row = new float[2 * WIDTH];
    private final float[] sigma = new float[WIDTH];

    @Setup
    public void fill() {
        float[] values = new float[2 * ELEMENTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 101 * 0.08f - 4;
        }
        memory.store(values, 0, values.length, 0);
        buffer.put(0, values);
    }

    @TearDown
    public void free() {
        memory.close();
    }

    /** As the engine does it: rows staged through arrays, a rational sigmoid. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void stagedRows() {
        swiGlu.forward(gateUp, out);
    }

    /** The loop alone, on one row that stays in the cache: the floor. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] arraysOnly() {
        for (int r = 0; r < ROWS; r++) {
            RowMath.sigmoid(row, sigma, WIDTH);
            RowMath.swiGlu(row, 0, sigma, WIDTH, sigma, 0);
        }
        return sigma;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void mathExp() {
        for (int r = 0; r < ROWS; r++) {
            CpuMemory.load(gateUp, r, 1, row);
            for (int i = 0; i < WIDTH; i++) {
                sigma[i] = row[i] / (1 + (float) Math.exp(-row[i])) * row[WIDTH + i];
            }
            CpuMemory.store(sigma, out, r, 1);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void bufferElements() {
        for (int r = 0; r < ROWS; r++) {
            for (int i = 0; i < WIDTH; i++) {
                float gate = buffer.get(r * 2 * WIDTH + i);
                buffer.put(2 * ELEMENTS + r * WIDTH + i, gate * sigmoid(gate) * buffer.get(r * 2 * WIDTH + WIDTH + i));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void pointerElements() {
        for (int r = 0; r < ROWS; r++) {
            for (int i = 0; i < WIDTH; i++) {
                float gate = pointer.get((long) r * 2 * WIDTH + i);
                pointer.put(
                        2L * ELEMENTS + r * WIDTH + i,
                        gate * sigmoid(gate) * pointer.get((long) r * 2 * WIDTH + WIDTH + i));
            }
        }
    }

    /** A cheap stand-in of the same shape: what is compared is how elements are reached. */
    private static float sigmoid(float x) {
        float h = Math.min(Math.max(0.5f * x, -3f), 3f);
        float s = h * h;
        return 0.5f + 0.5f * (h * (27 + s) / (27 + 9 * s));
    }
}
