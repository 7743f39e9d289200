package io.insitu.trainer.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.model.FloatWeights;
import io.insitu.trainer.step.BaseModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroFineTuneTest {
    @TempDir
    Path folder;

    @Test
    void aBatchBecomesAnAdapterInTheStore() throws Exception {
        ModelConfig tiny = ModelConfig.llama(37, 16, 1, 2, 1, 24, Shape.SEQUENCE);
        try (BaseModel base = BaseModel.random(FloatWeights.on(new CpuEngines()), tiny, 1)) {
            assertThat(MicroFineTune.seconds(base, new ArtifactStore(folder))).isPositive();
        }
        try (Stream<Path> adapters = Files.list(folder.resolve("adapters"))) {
            assertThat(adapters).as("one to warm up, one timed").hasSize(2);
        }
    }
}
