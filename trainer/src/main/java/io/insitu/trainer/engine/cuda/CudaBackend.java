package io.insitu.trainer.engine.cuda;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.model.Backend;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.Weights;
import java.nio.file.Path;
import java.util.Optional;

/** One device, open. Bases held on it share it, one after the other, from one thread. */
public final class CudaBackend implements Backend, AutoCloseable {
    private final Device device;

    private CudaBackend(Device device) {
        this.device = device;
    }

    /**
     * Opens the first device.
     *
     * @param kernels folder where compiled kernels are kept
     * @throws CudaException when it, its driver or its libraries refuse
     */
    public static CudaBackend open(Path kernels) {
        if (Cuda.presence() instanceof Presence.Missing missing) {
            throw new CudaException(missing.reason());
        }
        return new CudaBackend(new CudaDevice(KernelSource::of, kernels));
    }

    /** What of a model the kernels cannot do. */
    public static Optional<String> refusal(ModelConfig config) {
        return AttentionPlan.refusal(config.headDim());
    }

    /** Operations per second of large bf16 products, measured now. */
    public double fastestProducts() {
        return ProductCeiling.perSecond(device);
    }

    /** The device, its memory, its driver. */
    public String describe() {
        return device.describe();
    }

    public long freeBytes() {
        return device.freeBytes();
    }

    @Override
    public Weights hold(BaseLayout layout) {
        return new CudaWeights(device, layout);
    }

    @Override
    public void close() {
        device.close();
    }
}
