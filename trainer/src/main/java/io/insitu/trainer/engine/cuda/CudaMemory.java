package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;

/** Float32 numbers on a device. */
final class CudaMemory implements Memory {
    private final Device device;
    private final long address;
    private final long size;

    CudaMemory(Device device, long floats) {
        this.device = device;
        size = floats;
        address = device.allocate(Math.max(1, floats) * Float.BYTES);
    }

    @Override
    public long size() {
        return size;
    }

    long address() {
        return address;
    }

    /** Where a view without gaps begins. */
    static long at(Mat view) {
        if (!view.dense()) {
            throw new IllegalArgumentException("vectors have no gaps: " + view);
        }
        return ((CudaMemory) view.memory()).address + view.offset() * Float.BYTES;
    }

    @Override
    public void close() {
        device.free(address);
    }
}
