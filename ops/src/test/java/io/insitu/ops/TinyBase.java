package io.insitu.ops;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.io.IOException;
import java.nio.file.Path;

/** A base model of random weights, always the same, that adapters can be trained on in no time. */
public final class TinyBase {
    private TinyBase() {}

    /** Writes it to a new folder below this one. */
    public static Path in(Path folder) throws IOException {
        Path base = folder.resolve("base");
        Optimization any = Optimization.full(LearningRate.constant(1e-3));
        ModelConfig tiny = ModelConfig.llama(37, 32, 2, 4, 2, 40, 64);
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), tiny, 1, any, Parallelism.of(1))) {
            training.save(base);
        }
        return base;
    }
}
