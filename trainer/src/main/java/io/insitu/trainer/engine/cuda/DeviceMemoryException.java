package io.insitu.trainer.engine.cuda;

import java.util.Locale;

/** More memory asked for than the device has left. */
public final class DeviceMemoryException extends CudaException {
    private static final long serialVersionUID = 1;

    /** @param needed bytes, of which so many are free */
    DeviceMemoryException(String purpose, long needed, long free) {
        super(String.format(
                Locale.ROOT, "%s needs %.1f GB of device memory, %.1f GB are free", purpose, needed / 1e9, free / 1e9));
    }

    /** A call that does not tell how much it needs. */
    DeviceMemoryException(String call) {
        super(call + " found no device memory left");
    }
}
