package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import java.util.ArrayList;
import java.util.List;

/** How fast this machine multiplies large matrices right now, on so many threads: no training step can be faster. */
public final class GemmCeiling implements AutoCloseable {
    private static final int SIZE = 1024;

    private final List<CpuMemory> memories = new ArrayList<>();
    private final int threads;

    public GemmCeiling(int threads) {
        this.threads = threads;
        for (int i = 0; i < threads; i++) {
            CpuMemory memory = new CpuMemory(3L * SIZE * SIZE);
            float[] values = new float[2 * SIZE * SIZE];
            for (int k = 0; k < values.length; k++) {
                values[k] = (k * 31 % 97) * 0.01f - 0.5f;
            }
            memory.store(values, 0, values.length, 0);
            memories.add(memory);
        }
    }

    /** Multiplies so often on every thread; returns the operations done. */
    public double run(int times) {
        List<Thread> running = new ArrayList<>();
        for (CpuMemory memory : memories) {
            Mat a = Mat.of(memory, 0, SIZE, SIZE);
            Mat b = Mat.of(memory, (long) SIZE * SIZE, SIZE, SIZE);
            Mat c = Mat.of(memory, 2L * SIZE * SIZE, SIZE, SIZE);
            Thread thread = new Thread(
                    () -> {
                        for (int i = 0; i < times; i++) {
                            Blas.gemm(a, b.t(), c, 1, 0);
                        }
                    },
                    "gemm-ceiling");
            running.add(thread);
            thread.start();
        }
        try {
            for (Thread thread : running) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
        return 2.0 * SIZE * SIZE * SIZE * times * threads;
    }

    @Override
    public void close() {
        memories.forEach(CpuMemory::close);
    }
}
