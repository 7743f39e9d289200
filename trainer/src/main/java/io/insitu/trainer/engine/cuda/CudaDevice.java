package io.insitu.trainer.engine.cuda;

import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static org.bytedeco.cuda.global.cudart.CU_STREAM_NON_BLOCKING;
import static org.bytedeco.cuda.global.cudart.cuCtxSetCurrent;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRelease;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRetain;
import static org.bytedeco.cuda.global.cudart.cuInit;
import static org.bytedeco.cuda.global.cudart.cuMemAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemFree;
import static org.bytedeco.cuda.global.cudart.cuMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuMemsetD8Async;
import static org.bytedeco.cuda.global.cudart.cuStreamCreate;
import static org.bytedeco.cuda.global.cudart.cuStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * The first device of this machine through the driver's interface: addresses there are plain numbers, as here. Only calls that CUDA
 * 13.0 has: the binding is of 13.1, and a call that the libraries lack ends the JVM.
 */
final class CudaDevice implements Device {
    private static final int FIRST = 0;

    private final CUctx_st context = new CUctx_st();
    private final CUstream_st stream = new CUstream_st();
    private final Set<Long> allocated = new HashSet<>();
    private final SizeTPointer free = new SizeTPointer(1);
    private final SizeTPointer total = new SizeTPointer(1);
    private final PinnedStaging staging;
    private final CudaKernels kernels;
    private final LtProducts products;
    private final String description;
    private @Nullable Thread owner;

    /**
     * @param text of a kernel, whole
     * @param cache folder of compiled kernels
     */
    CudaDevice(Function<Kernel, String> text, Path cache) {
        CudaCalls.driver(cuInit(0), "cuInit");
        CudaCalls.driver(cuDevicePrimaryCtxRetain(context, FIRST), "cuDevicePrimaryCtxRetain");
        enter();
        CudaCalls.driver(cuStreamCreate(stream, CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        staging = new PinnedStaging(stream);
        int capability = 10 * CudaCalls.attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, FIRST)
                + CudaCalls.attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, FIRST);
        kernels = new CudaKernels(stream, text, new KernelCache(cache), new KernelCompiler(capability));
        products = new LtProducts(stream, allocate(LtProducts.WORKSPACE));
        description = String.format(
                Locale.ROOT, "%s, %.0f GB, %s", CudaCalls.deviceName(FIRST), totalBytes() / 1e9, Nvml.versions());
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public long allocate(long bytes) {
        enter();
        long[] address = new long[1];
        int code = cuMemAlloc(address, Math.max(1, bytes));
        if (code == CudaCalls.OUT_OF_MEMORY) {
            throw new DeviceMemoryException("an allocation", bytes, freeBytes());
        }
        CudaCalls.driver(code, "cuMemAlloc of " + bytes + " bytes");
        allocated.add(address[0]);
        clear(address[0], Math.max(1, bytes));
        return address[0];
    }

    @Override
    public void free(long address) {
        if (!allocated.remove(address)) {
            throw new IllegalArgumentException("nothing was allocated at " + Long.toHexString(address));
        }
        await(); // what was asked before may still use it
        CudaCalls.driver(cuMemFree(address), "cuMemFree");
    }

    @Override
    public long freeBytes() {
        memory();
        return free.get();
    }

    private long totalBytes() {
        memory();
        return total.get();
    }

    private void memory() {
        enter();
        CudaCalls.driver(cuMemGetInfo(free, total), "cuMemGetInfo");
    }

    @Override
    public void upload(ByteBuffer from, long to) {
        enter();
        staging.upload(from, to);
    }

    @Override
    public void download(long from, ByteBuffer to) {
        enter();
        staging.download(from, to);
    }

    @Override
    public void clear(long address, long bytes) {
        enter();
        if (bytes > 0) {
            CudaCalls.driver(cuMemsetD8Async(address, (byte) 0, bytes, stream), "cuMemsetD8Async");
        }
    }

    @Override
    public void copy(long from, long to, long bytes) {
        enter();
        if (bytes > 0) {
            CudaCalls.driver(cuMemcpyDtoDAsync(to, from, bytes, stream), "cuMemcpyDtoDAsync");
        }
    }

    @Override
    public void launch(Kernel kernel, Launch launch, long... arguments) {
        enter();
        kernels.launch(kernel, launch, arguments);
    }

    @Override
    public void multiply(Product product) {
        enter();
        products.multiply(product);
    }

    @Override
    public Recording record(Runnable work) {
        enter();
        work.run(); // kernels are compiled and algorithms chosen now: none of that may happen while recording
        return CudaGraph.of(this::enter, stream, work);
    }

    @Override
    public void await() {
        enter();
        CudaCalls.driver(cuStreamSynchronize(stream), "cuStreamSynchronize");
    }

    /** A thread speaks to a device through a context that it was told of. */
    private void enter() {
        if (owner != Thread.currentThread()) {
            CudaCalls.driver(cuCtxSetCurrent(context), "cuCtxSetCurrent");
            owner = Thread.currentThread();
        }
    }

    @Override
    public void close() {
        enter();
        cuStreamSynchronize(stream);
        List<Long> left = new ArrayList<>(allocated);
        allocated.clear();
        left.forEach(address -> cuMemFree(address));
        products.close();
        kernels.close();
        staging.close();
        cuStreamDestroy(stream);
        cuDevicePrimaryCtxRelease(FIRST);
    }
}
