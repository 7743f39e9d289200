package io.insitu.trainer.engine.cuda;

import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetNumSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTX;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTXSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetSupportedArchs;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import io.insitu.schemas.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Kernel text to what the driver loads, by NVRTC: the build needs no CUDA, the machine that trains compiles for its own device. */
final class KernelCompiler {
    private final String version;
    private final List<String> options;
    private final boolean exact;

    /** @param capability of the device, major times ten plus minor */
    KernelCompiler(int capability) {
        int[] major = new int[1];
        int[] minor = new int[1];
        CudaCalls.compiler(nvrtcVersion(major, minor), "nvrtcVersion");
        version = major[0] + "." + minor[0];
        int known = newest(capability, supported());
        exact = known == capability;
        // A device younger than the compiler gets PTX, from which the driver makes what it needs.
        options = List.of("--gpu-architecture=" + (exact ? "sm_" : "compute_") + known, "--std=c++17");
    }

    private static int[] supported() {
        int[] count = new int[1];
        CudaCalls.compiler(nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs");
        int[] all = new int[count[0]];
        CudaCalls.compiler(nvrtcGetSupportedArchs(all), "nvrtcGetSupportedArchs");
        return all;
    }

    /** The newest architecture that both compiler and device know. */
    static int newest(int capability, int[] supported) {
        return Arrays.stream(supported)
                .filter(known -> known <= capability)
                .max()
                .orElseThrow(() -> new CudaException("NVRTC compiles for nothing as old as compute capability "
                        + capability / 10.0 + ", but for " + Arrays.toString(supported)));
    }

    /** All that the code depends on, as one name. */
    String key(String source) {
        List<String> all = new ArrayList<>(options);
        all.add("nvrtc " + version);
        all.add(source);
        return Digest.of(all.toArray(String[]::new));
    }

    byte[] compile(String name, String source) {
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer text = new BytePointer(source);
                BytePointer file = new BytePointer(name + ".cu");
                PointerPointer<BytePointer> flags = new PointerPointer<>(options.toArray(String[]::new))) {
            CudaCalls.compiler(
                    nvrtcCreateProgram(program, text, file, 0, (PointerPointer<?>) null, (PointerPointer<?>) null),
                    "nvrtcCreateProgram");
            int code = nvrtcCompileProgram(program, options.size(), flags);
            if (code != 0) {
                throw new CudaException(name + ".cu does not compile for " + options.get(0) + ": " + log(program));
            }
            return exact ? cubin(program) : ptx(program);
        } finally {
            nvrtcDestroyProgram(program);
        }
    }

    private static byte[] cubin(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            CudaCalls.compiler(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
            byte[] code = new byte[Math.toIntExact(size.get())];
            CudaCalls.compiler(nvrtcGetCUBIN(program, code), "nvrtcGetCUBIN");
            return code;
        }
    }

    private static byte[] ptx(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            CudaCalls.compiler(nvrtcGetPTXSize(program, size), "nvrtcGetPTXSize");
            byte[] code = new byte[Math.toIntExact(size.get())];
            CudaCalls.compiler(nvrtcGetPTX(program, code), "nvrtcGetPTX");
            return code;
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            CudaCalls.compiler(nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize");
            try (BytePointer log = new BytePointer(Math.max(1, size.get()))) {
                CudaCalls.compiler(nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog");
                return log.getString().strip();
            }
        }
    }
}
