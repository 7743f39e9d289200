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
    private final FloatPointer pointer;
    private final FloatBuffer buffer;
    private final long size;

    CpuMemory(long floats) {
        if (floats > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("one CPU memory holds at most 2 GiB, asked for " + floats + " floats");
        }
        size = floats;
        pointer = new FloatPointer(Math.max(1, floats));
        Pointer.memset(pointer, 0, Math.max(1, floats) * Float.BYTES);
        buffer = pointer.asBuffer();
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
        buffer.get((int) offset, to, at, count);
    }

    void store(float[] from, int at, int count, long offset) {
        buffer.put((int) offset, from, at, count);
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
