package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Arena;
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

/** Rows of logits that the head holds at once, with 1024 targets: memory against speed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class HeadBenchmark {
    private static final int TARGETS = 1024;
    private static final int HIDDEN = 576;

    @Param({"32", "128", "512", "1024"})
    private int rows;

    @Param({"49152"})
    private int vocabulary;

    private final CpuEngine engine = new CpuEngine();
    private final Arena arena = new Arena(engine);
    private final int[] targets = new int[TARGETS];
    private CpuMemory memory = new CpuMemory(1);
    private Mat hidden = Mat.of(memory, 0, 1, 1);
    private Mat dHidden = hidden;
    private Mat table = hidden;
    private CpuHead head = new CpuHead(new Scratch());

    @Setup
    public void fill() {
        head = new CpuHead(new Scratch(), rows);
        memory = new CpuMemory((long) (2 * TARGETS + vocabulary) * HIDDEN);
        hidden = Mat.of(memory, 0, TARGETS, HIDDEN);
        dHidden = Mat.of(memory, (long) TARGETS * HIDDEN, TARGETS, HIDDEN);
        table = Mat.of(memory, 2L * TARGETS * HIDDEN, vocabulary, HIDDEN);
        float[] row = new float[HIDDEN];
        for (int r = 0; r < 2 * TARGETS + vocabulary; r++) {
            for (int i = 0; i < HIDDEN; i++) {
                row[i] = (r * 31 + i * 17) % 107 * 0.002f - 0.1f;
            }
            memory.store(row, 0, HIDDEN, (long) r * HIDDEN);
        }
        for (int t = 0; t < TARGETS; t++) {
            targets[t] = t * 47 % vocabulary;
        }
    }

    @TearDown
    public void free() {
        arena.close();
        memory.close();
    }

    @Benchmark
    public void backward() {
        arena.reset();
        head.backward(hidden, targets, table, arena, (target, logProb, top, entropy) -> -1f / TARGETS, dHidden, null);
    }
}
