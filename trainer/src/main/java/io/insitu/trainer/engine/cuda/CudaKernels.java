package io.insitu.trainer.engine.cuda;

import static org.bytedeco.cuda.global.cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static org.bytedeco.cuda.global.cudart.cuFuncSetAttribute;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cuModuleUnload;

import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Kernels of this device: compiled or found in the cache when first launched, then kept. */
final class CudaKernels implements AutoCloseable {
    /** More shared memory than this a kernel must ask for. */
    private static final int USUAL_SHARED = 48 << 10;

    private static final int MOST_ARGUMENTS = 64;

    private final CUstream_st stream;
    private final Function<Kernel, String> text;
    private final KernelCache cache;
    private final KernelCompiler compiler;
    private final Map<String, CUmod_st> modules = new HashMap<>();
    private final Map<Kernel, Loaded> functions = new HashMap<>();
    private final LongPointer slots = new LongPointer(MOST_ARGUMENTS);
    private final LongBuffer values = slots.asBuffer();
    private final PointerPointer<LongPointer> arguments = new PointerPointer<>(MOST_ARGUMENTS);

    private static final class Loaded {
        private final CUfunc_st function = new CUfunc_st();
        private int shared = USUAL_SHARED;
    }

    CudaKernels(CUstream_st stream, Function<Kernel, String> text, KernelCache cache, KernelCompiler compiler) {
        this.stream = stream;
        this.text = text;
        this.cache = cache;
        this.compiler = compiler;
        for (int i = 0; i < MOST_ARGUMENTS; i++) {
            arguments.put(i, slots.getPointer(i));
        }
    }

    void launch(Kernel kernel, Launch launch, long... given) {
        Loaded loaded = loaded(kernel);
        if (launch.sharedBytes() > loaded.shared) {
            CudaCalls.driver(
                    cuFuncSetAttribute(
                            loaded.function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, launch.sharedBytes()),
                    kernel.function() + " asks for " + launch.sharedBytes() + " bytes of shared memory");
            loaded.shared = launch.sharedBytes();
        }
        values.clear().put(given);
        int code = cuLaunchKernel(
                loaded.function,
                launch.gridX(),
                launch.gridY(),
                launch.gridZ(),
                launch.threads(),
                1,
                1,
                launch.sharedBytes(),
                stream,
                arguments,
                (PointerPointer<?>) null);
        CudaCalls.driver(code, kernel.function());
    }

    private Loaded loaded(Kernel kernel) {
        Loaded known = functions.get(kernel);
        if (known != null) {
            return known;
        }
        CUmod_st module = modules.get(kernel.file());
        if (module == null) {
            String source = text.apply(kernel);
            byte[] code = cache.get(compiler.key(source), () -> compiler.compile(kernel.file(), source));
            module = new CUmod_st();
            try (BytePointer image = new BytePointer(code)) {
                CudaCalls.driver(cuModuleLoadData(module, image), "cuModuleLoadData of " + kernel.file());
            }
            modules.put(kernel.file(), module);
        }
        Loaded loaded = new Loaded();
        CudaCalls.driver(
                cuModuleGetFunction(loaded.function, module, kernel.function()),
                "cuModuleGetFunction " + kernel.function());
        functions.put(kernel, loaded);
        return loaded;
    }

    @Override
    public void close() {
        modules.values().forEach(module -> cuModuleUnload(module));
    }
}
