package io.insitu.trainer.engine.cuda;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvml;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlMemory_t;
import org.bytedeco.cuda.nvml.nvmlUtilization_t;
import org.bytedeco.javacpp.BytePointer;

/** What the driver's management library says of the first device; nothing where that library is missing. */
final class Nvml {
    private static final int TEMPERATURE_GPU = 0;
    private static final int BUS_ID = 32;
    private static final boolean THERE = there();

    private Nvml() {}

    private static boolean there() {
        try {
            return nvml.nvmlInit_v2() == 0;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** {@code driver 580.65, CUDA 13.0}. */
    static String versions() {
        int[] runtime = new int[1];
        cudart.cudaRuntimeGetVersion(runtime);
        return driver().map(version -> "driver " + version + ", ").orElse("") + "CUDA " + Presence.version(runtime[0]);
    }

    static Optional<String> driver() {
        byte[] text = new byte[96];
        if (!THERE || nvml.nvmlSystemGetDriverVersion(text, text.length) != 0) {
            return Optional.empty();
        }
        return Optional.of(new String(text, StandardCharsets.UTF_8).replaceAll("\0.*", ""));
    }

    static Optional<DeviceReading> read() {
        if (!THERE) {
            return Optional.empty();
        }
        nvmlDevice_st device = new nvmlDevice_st();
        if (!found(device)) {
            return Optional.empty();
        }
        try (nvmlMemory_t memory = new nvmlMemory_t();
                nvmlUtilization_t share = new nvmlUtilization_t()) {
            if (nvml.nvmlDeviceGetMemoryInfo(device, memory) != 0) {
                return Optional.empty();
            }
            boolean busy = nvml.nvmlDeviceGetUtilizationRates(device, share) == 0;
            return Optional.of(
                    new DeviceReading(memory.used(), memory.total(), busy ? share.gpu() : -1, celsius(device)));
        }
    }

    /** By its place on the bus: the two libraries count devices in orders of their own. */
    private static boolean found(nvmlDevice_st device) {
        try (BytePointer bus = new BytePointer(BUS_ID)) {
            return cudart.cuDeviceGetPCIBusId(bus, BUS_ID, 0) == 0
                    && nvml.nvmlDeviceGetHandleByPciBusId_v2(bus, device) == 0;
        }
    }

    @SuppressWarnings("deprecation") // its successor is younger than CUDA 13.0
    private static int celsius(nvmlDevice_st device) {
        int[] celsius = new int[1];
        return nvml.nvmlDeviceGetTemperature(device, TEMPERATURE_GPU, celsius) == 0 ? celsius[0] : -1;
    }
}
