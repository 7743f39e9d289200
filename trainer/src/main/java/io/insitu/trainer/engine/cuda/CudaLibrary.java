package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Presence.Found;
import io.insitu.trainer.engine.cuda.Presence.Missing;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Driver, libraries and devices of this machine, looked for once. Without a driver every class of the binding fails to link, the
 * first time with another error than later: caught here and remembered, so that nobody else meets it.
 */
final class CudaLibrary {
    /** What the binding's libraries are named after; its newer functions are not called. */
    static final int OLDEST = 13_000;

    /** bf16 matrix products in hardware, asynchronous copies. */
    static final int OLDEST_CAPABILITY = 80;

    private static final int NO_DEVICE = 100;
    private static final int DRIVER_TOO_OLD = 35;
    private static final int STUB = 34;
    private static final Pattern MISSING_LIBRARY = Pattern.compile("(lib[\\w.+-]+?\\.so[.\\d]*|[\\w-]+\\.dll)\\b");

    private static @Nullable Presence presence;

    private CudaLibrary() {}

    static synchronized Presence presence() {
        if (presence == null) {
            presence = of(CudaLibrary::look);
        }
        return presence;
    }

    /** What a look gives, or why the binding could not even be linked. */
    static Presence of(Supplier<Presence> look) {
        try {
            return look.get();
        } catch (LinkageError e) {
            return new Missing(reason(e));
        }
    }

    private static Presence look() {
        Loader.load(cudart.class);
        int[] value = new int[1];
        int code = cudart.cudaGetDeviceCount(value);
        if (code != 0) {
            return new Missing(reason(code));
        }
        int count = value[0];
        cudart.cudaDriverGetVersion(value);
        int driver = value[0];
        cudart.cudaRuntimeGetVersion(value);
        int runtime = value[0];
        if (driver < OLDEST) {
            return new Missing(tooOld(driver));
        }
        cudart.cuInit(0);
        cudart.cuDeviceGetAttribute(value, cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 0);
        int major = value[0];
        cudart.cuDeviceGetAttribute(value, cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, 0);
        int capability = major * 10 + value[0];
        String name = CudaCalls.deviceName(0);
        if (capability < OLDEST_CAPABILITY) {
            return new Missing(name + " is too old: compute capability " + capability / 10.0 + ", at least "
                    + OLDEST_CAPABILITY / 10.0 + " is needed");
        }
        Loader.load(nvrtc.class);
        Loader.load(cublas.class);
        return new Found(name, count, capability, driver, runtime);
    }

    private static String reason(int code) {
        return switch (code) {
            case NO_DEVICE -> "the NVIDIA driver shows no device";
            case DRIVER_TOO_OLD, STUB ->
                "the NVIDIA driver is missing or too old for CUDA " + Presence.version(OLDEST)
                        + " (580 or newer is needed)";
            default ->
                "CUDA refuses with " + code + ", "
                        + cudart.cudaGetErrorString(code).getString();
        };
    }

    private static String tooOld(int driver) {
        return "the NVIDIA driver runs CUDA " + Presence.version(driver) + ", " + Presence.version(OLDEST)
                + " is needed (driver 580 or newer)";
    }

    /** The deepest message names the library that was not there. */
    static String reason(LinkageError error) {
        String missing = null;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("cannot open shared object") || message.contains("dependent libraries")) {
                missing = lastLibrary(message);
            }
        }
        if (missing == null) {
            return "the CUDA binding does not link here (" + error.getMessage() + ")";
        }
        if (missing.startsWith("libcuda.so") || missing.startsWith("nvcuda")) {
            return "no NVIDIA driver (" + missing + " is not there)";
        }
        return "CUDA libraries are missing: " + missing + " (install CUDA " + Presence.version(OLDEST)
                + " or newer of 13, or name its folder in LD_LIBRARY_PATH)";
    }

    private static @Nullable String lastLibrary(String message) {
        String last = null;
        Matcher matcher = MISSING_LIBRARY.matcher(message);
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }
}
