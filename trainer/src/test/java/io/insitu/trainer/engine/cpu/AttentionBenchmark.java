package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Segments;
import java.util.Collections;
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

/** Rows of queries that are multiplied at once; a block as long as the sequence multiplies the whole square. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AttentionBenchmark {
    private static final AttentionShape SHAPE = new AttentionShape(9, 3, 64);
    private static final int TOKENS = 1024;

    @Param({"16", "32", "48", "64", "128", "1024"})
    private int queries;

    @Param({"256", "1024"})
    private int length;

    private final CpuMemory memory = new CpuMemory(4L * TOKENS * 2000 + 9L * TOKENS * TOKENS);
    private CpuAttention attention = new CpuAttention(new Scratch());
    private Segments segments = Segments.ofLengths(Collections.nCopies(1, 1));
    private Mat qkv = Mat.of(memory, 0, TOKENS, 15 * 64);
    private Mat dQkv = Mat.of(memory, 1000L * TOKENS, TOKENS, 15 * 64);
    private Mat out = Mat.of(memory, 2000L * TOKENS, TOKENS, 9 * 64);
    private Mat saved = Mat.of(memory, 3000L * TOKENS, 1, 1);

    @Setup
    public void fill() {
        attention = new CpuAttention(new Scratch(), queries);
        segments = Segments.ofLengths(Collections.nCopies(TOKENS / length, length));
        saved = Mat.of(memory, 3000L * TOKENS, 1, Math.toIntExact(segments.squares() * SHAPE.heads()));
        float[] values = new float[qkv.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 103 * 0.02f - 1;
        }
        CpuMemory.store(values, qkv, 0, TOKENS);
        attention.forward(qkv, segments, SHAPE, saved, out);
    }

    @TearDown
    public void free() {
        memory.close();
    }

    @Benchmark
    public void forward() {
        attention.forward(qkv, segments, SHAPE, saved, out);
    }

    @Benchmark
    public void backward() {
        attention.backward(qkv, segments, SHAPE, saved, out, dQkv);
    }
}
