package io.insitu.trainer.engine;

import java.util.ArrayList;
import java.util.List;

/** Memory for the activations of one shard: handed out end to end, taken back all at once. */
public final class Arena implements AutoCloseable {
    /** Rows of logits that a head holds at once. */
    public static final int HEAD_ROWS = 128;

    private static final long BLOCK_FLOATS = 1L << 22;

    private static final int WIDE = 1 << 20;

    private final Engine engine;
    private final List<Memory> blocks = new ArrayList<>();
    private int block;
    private long used;

    public Arena(Engine engine) {
        this.engine = engine;
    }

    /** A matrix with undefined content, valid until {@link #reset}. */
    public Mat mat(int rows, int columns) {
        return vector((long) rows * columns, rows, columns);
    }

    /** A vector with undefined content, valid until {@link #reset}. */
    public Mat vector(int size) {
        return mat(1, size);
    }

    /** Room for so many floats, or a few more: there may be more of them than a vector counts. */
    public Mat room(long floats) {
        if (floats <= Integer.MAX_VALUE) {
            return vector((int) floats);
        }
        return mat(Math.toIntExact((floats + WIDE - 1) / WIDE), WIDE);
    }

    private Mat vector(long floats, int rows, int columns) {
        while (block < blocks.size() && used + floats > blocks.get(block).size()) {
            block++;
            used = 0;
        }
        if (block == blocks.size()) {
            blocks.add(engine.allocate(Math.max(BLOCK_FLOATS, floats)));
        }
        Mat mat = Mat.of(blocks.get(block), used, rows, columns);
        used += floats + 15 & ~15L; // rows of the next matrix start on a cache line
        return mat;
    }

    public void reset() {
        block = 0;
        used = 0;
    }

    @Override
    public void close() {
        blocks.forEach(Memory::close);
        blocks.clear();
    }
}
