package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Off-heap floats. Matrix products read them through a pointer; row loops stage them through small arrays, because C2
 * vectorises loops over arrays and nothing else.
 */
final class CpuMemory implements Memory {
    /** A buffer counts bytes in an int: 1 GiB is the largest power of two that fits. */
    private static final int WINDOW_BITS = 28;

    private static final long WINDOW = 1L << WINDOW_BITS;

    private final FloatPointer pointer;
    private final FloatBuffer[] windows;
    private final long size;

    CpuMemory(long floats) {
        size = floats;
        pointer = new FloatPointer(Math.max(1, floats));
        Pointer.memset(pointer, 0, Math.max(1, floats) * Float.BYTES);
        windows = new FloatBuffer[Math.toIntExact((Math.max(1, floats) + WINDOW - 1) >> WINDOW_BITS)];
        for (int i = 0; i < windows.length; i++) {
            long from = i * WINDOW;
            windows[i] = pointer.getPointer(from)
                    .capacity(Math.min(WINDOW, Math.max(1, floats) - from))
                    .asBuffer();
        }
    }

    static CpuMemory of(Mat mat) {
        return (CpuMemory) mat.memory();
    }

    @Override
    public long size() {
        return size;
    }

    FloatPointer at(long offset) {
        return pointer.getPointer(offset);
    }

    void clear(long offset, long count) {
        Pointer.memset(at(offset), 0, count * Float.BYTES);
    }

    void load(long offset, int count, float[] to, int at) {
        int window = (int) (offset >> WINDOW_BITS);
        int start = (int) (offset & WINDOW - 1);
        int here = (int) Math.min(count, WINDOW - start);
        windows[window].get(start, to, at, here);
        if (here < count) {
            load(offset + here, count - here, to, at + here);
        }
    }

    void store(float[] from, int at, int count, long offset) {
        int window = (int) (offset >> WINDOW_BITS);
        int start = (int) (offset & WINDOW - 1);
        int here = (int) Math.min(count, WINDOW - start);
        windows[window].put(start, from, at, here);
        if (here < count) {
            store(from, at + here, count - here, offset + here);
        }
    }

    /** Within one memory or between two; the places do not overlap. */
    static void move(CpuMemory from, long at, CpuMemory to, long offset, long count) {
        Pointer.memcpy(to.at(offset), from.at(at), count * Float.BYTES);
    }

    /** Rows of a matrix, packed without gaps. */
    static void load(Mat mat, int row, int rows, float[] to) {
        CpuMemory memory = of(mat);
        long offset = mat.offset() + (long) row * mat.stride();
        if (mat.dense()) {
            memory.load(offset, rows * mat.columns(), to, 0);
            return;
        }
        for (int r = 0; r < rows; r++) {
            memory.load(offset + (long) r * mat.stride(), mat.columns(), to, r * mat.columns());
        }
    }

    static void store(float[] from, Mat mat, int row, int rows) {
        CpuMemory memory = of(mat);
        long offset = mat.offset() + (long) row * mat.stride();
        if (mat.dense()) {
            memory.store(from, 0, rows * mat.columns(), offset);
            return;
        }
        for (int r = 0; r < rows; r++) {
            memory.store(from, r * mat.columns(), mat.columns(), offset + (long) r * mat.stride());
        }
    }

    @Override
    public void close() {
        pointer.deallocate();
    }
}
