package io.insitu.trainer.engine.cuda;

import java.util.Locale;

/** More memory asked for than the device has left. */
public final class DeviceMemoryException extends CudaException {
    private static final long serialVersionUID = 1;

    private final long needed;
    private final long free;

    DeviceMemoryException(String purpose, long needed, long free) {
        super(String.format(
                Locale.ROOT, "%s needs %.1f GB of device memory, %.1f GB are free", purpose, needed / 1e9, free / 1e9));
        this.needed = needed;
        this.free = free;
    }

    /** Bytes that were asked for. */
    public long needed() {
        return needed;
    }

    /** Bytes that were there. */
    public long free() {
        return free;
    }
}
