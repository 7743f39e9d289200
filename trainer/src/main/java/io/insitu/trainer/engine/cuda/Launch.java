package io.insitu.trainer.engine.cuda;

/**
 * How a kernel is spread over the device.
 *
 * @param threads of a block, along x
 * @param sharedBytes dynamic shared memory of a block; above 48 kB the device is asked for it before the first launch
 */
record Launch(int gridX, int gridY, int gridZ, int threads, int sharedBytes) {
    Launch {
        if (gridX < 1 || gridY < 1 || gridZ < 1 || gridY > 65_535 || gridZ > 65_535) {
            throw new IllegalArgumentException("no such grid: " + gridX + " x " + gridY + " x " + gridZ);
        }
        if (threads < 1 || threads > 1024 || sharedBytes < 0) {
            throw new IllegalArgumentException("no such block: " + threads + " threads, " + sharedBytes + " bytes");
        }
    }

    /** So many blocks in a row, without shared memory of a size that only the launch knows. */
    static Launch blocks(int blocks, int threads) {
        return new Launch(blocks, 1, 1, threads, 0);
    }

    /** Blocks for one thread per item. */
    static Launch items(long items, int threads) {
        return blocks(Math.toIntExact(Math.max(1, (items + threads - 1) / threads)), threads);
    }

    Launch sharing(int bytes) {
        return new Launch(gridX, gridY, gridZ, threads, bytes);
    }
}
