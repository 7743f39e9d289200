package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.engine.cuda.Rows.Type;

/** The rotary tables on a device, for as many positions as sequences had so far. */
final class CudaRope implements AutoCloseable {
    private final Device device;
    private final RopeTable table;
    private long cos;
    private int numbers; // of each: cosines lie first, then sines

    CudaRope(Device device, RopeTable table) {
        this.device = device;
        this.table = table;
    }

    /** Makes sure that positions below this are there; true if the tables lie elsewhere from now on. */
    boolean reach(int positions) {
        RopeTable.Angles angles = table.upTo(positions);
        if ((long) positions * table.half() <= numbers) {
            return false;
        }
        close();
        long bytes = 2L * angles.cos().length * Float.BYTES;
        if (bytes > device.freeBytes()) {
            throw new DeviceMemoryException("rotary tables of " + positions + " positions", bytes, device.freeBytes());
        }
        cos = device.allocate(bytes);
        numbers = angles.cos().length;
        try (Carrier carrier = new Carrier(device)) {
            carrier.write(angles.cos(), numbers, Rows.of(cos, 1, numbers, Type.F32), 0);
            carrier.write(angles.sin(), numbers, Rows.of(sin(), 1, numbers, Type.F32), 0);
        }
        return true;
    }

    long cos() {
        return cos;
    }

    long sin() {
        return cos + (long) numbers * Float.BYTES;
    }

    @Override
    public void close() {
        if (numbers > 0) {
            device.free(cos);
        }
        numbers = 0;
    }
}
