package io.insitu.trainer.worker;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.device.DeviceWish;
import io.insitu.trainer.device.TrainingDevice;
import io.insitu.trainer.engine.cuda.CudaException;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LoraSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The base that a worker trains on: read once, kept where training happens, shared by all lineages, whose adapters take turns on it.
 * A batch that a device refuses, for want of memory or because it broke, is trained on the CPU, which reads the base when that first
 * happens.
 */
final class WorkerBase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerBase.class);

    /** What a device must have room for, or it is not taken: a usual batch of a usual rank. */
    private static final int RANK = 16;

    private static final int SEQUENCE = 1024;

    private final Path folder;
    private final TrainingDevice device;
    private final BaseModel base;
    private final @Nullable DeviceMetrics metrics;
    private @Nullable BaseModel onCpu;

    private WorkerBase(Path folder, TrainingDevice device) throws IOException {
        this.folder = folder;
        this.device = device;
        this.base = device.read(folder);
        this.metrics = device.onDevice() ? DeviceMetrics.show() : null;
    }

    /** @param kernels folder where compiled kernels are kept */
    static WorkerBase read(Path folder, DeviceWish wish, TrainerConfig config, Path kernels) throws IOException {
        ModelConfig model = ModelConfig.ofModel(folder);
        LoraSpec usual = new LoraSpec(Math.min(RANK, config.maxRank()), RANK, config.targetModules());
        TrainingDevice device =
                TrainingDevice.open(wish, model, usual, Math.min(SEQUENCE, model.maxPositions()), kernels);
        try {
            return new WorkerBase(folder, device);
        } catch (CudaException e) {
            device.close();
            return new WorkerBase(folder, device.instead(e));
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    String id() {
        return base.id();
    }

    /** Where training happens and why; nothing where the CPU was wished. */
    Optional<String> why() {
        return device.why();
    }

    /** Something to do with a base. */
    interface Work<T> {
        T on(BaseModel base) throws RefusedBatchException, IOException;
    }

    <T> T train(Work<T> work) throws RefusedBatchException, IOException {
        try {
            return work.on(base);
        } catch (CudaException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("a batch is trained on the CPU");
            if (onCpu == null) {
                onCpu = TrainingDevice.cpu().read(folder);
            }
            return work.on(onCpu);
        }
    }

    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
        if (onCpu != null) {
            onCpu.close();
        }
        base.close();
        device.close();
    }
}
