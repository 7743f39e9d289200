package io.insitu.trainer.device;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.CudaBackend;
import io.insitu.trainer.engine.cuda.CudaException;
import io.insitu.trainer.engine.cuda.DevicePlan;
import io.insitu.trainer.model.Backend;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.FloatWeights;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LoraSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What trains in this process, open until it is closed: bases that were read here must be closed before. */
public final class TrainingDevice implements AutoCloseable {
    private static final Backend CPU = FloatWeights.on(new CpuEngines());

    private final DeviceWish wish;
    private final DeviceChoice choice;
    private final @Nullable CudaBackend cuda;

    private TrainingDevice(DeviceWish wish, DeviceChoice choice, @Nullable CudaBackend cuda) {
        this.wish = wish;
        this.choice = choice;
        this.cuda = cuda;
    }

    public static TrainingDevice cpu() {
        return new TrainingDevice(DeviceWish.CPU, new DeviceChoice(false, ""), null);
    }

    /**
     * What is wished, if it is there and this fits.
     *
     * @param sequence tokens of the longest sequence
     * @param kernels folder where compiled kernels are kept
     */
    public static TrainingDevice open(DeviceWish wish, ModelConfig config, LoraSpec spec, int sequence, Path kernels) {
        if (wish == DeviceWish.CPU) {
            return cpu();
        }
        DeviceChoice choice = DeviceChoice.of(wish, Cuda.presence(), found -> CudaBackend.refusal(config));
        if (!choice.onDevice()) {
            return new TrainingDevice(wish, choice, null);
        }
        CudaBackend cuda = null;
        try {
            cuda = CudaBackend.open(kernels);
            plan(config, spec, sequence).mustFit(cuda.freeBytes());
            return new TrainingDevice(wish, choice, cuda);
        } catch (CudaException e) {
            if (cuda != null) {
                cuda.close();
            }
            return new TrainingDevice(wish, DeviceChoice.cpu(wish, String.valueOf(e.getMessage())), null);
        }
    }

    /** The memory that a device would need for shards of so many tokens, every one a target; asks no device. */
    public static DevicePlan plan(ModelConfig config, LoraSpec spec, int tokens) {
        LoraLayout lora = new LoraLayout(config, spec.rank(), 1, spec.targetModules());
        return DevicePlan.of(new BaseLayout(config), lora, tokens, tokens);
    }

    /** Operations per second of large products there, measured now; nothing on the CPU. */
    public OptionalDouble fastestProducts() {
        return cuda == null ? OptionalDouble.empty() : OptionalDouble.of(cuda.fastestProducts());
    }

    /** The CPU instead, because the device refused what it was given while it worked. */
    public TrainingDevice instead(CudaException refused) {
        return new TrainingDevice(wish, DeviceChoice.cpu(wish, String.valueOf(refused.getMessage())), null);
    }

    /** Weights of a HF folder, held where training happens. */
    public BaseModel read(Path folder) throws IOException {
        return BaseModel.read(backend(), folder);
    }

    public Backend backend() {
        return cuda == null ? CPU : cuda;
    }

    public boolean onDevice() {
        return cuda != null;
    }

    /** One line for people, or nothing where the CPU was wished. */
    public Optional<String> why() {
        String described = cuda == null ? choice.why() : choice.why() + ", " + cuda.describe();
        return described.isEmpty() ? Optional.empty() : Optional.of(described);
    }

    @Override
    public void close() {
        if (cuda != null) {
            cuda.close();
        }
    }
}
