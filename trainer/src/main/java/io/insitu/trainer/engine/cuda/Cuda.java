package io.insitu.trainer.engine.cuda;

import java.util.Optional;

/** What everybody may ask without a device: whether there is one, and how it does. */
public final class Cuda {
    private Cuda() {}

    public static Presence presence() {
        return CudaLibrary.presence();
    }

    /** The device now; nothing where there is none, or where its driver does not tell. */
    public static Optional<DeviceReading> reading() {
        return presence() instanceof Presence.Found ? Nvml.read() : Optional.empty();
    }
}
