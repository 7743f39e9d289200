package io.insitu.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.device.DeviceWish;
import io.insitu.trainer.device.TrainingDevice;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerBaseTest {
    private static final ModelConfig TINY = ModelConfig.llama(37, 16, 1, 2, 1, 24, 32);

    @TempDir
    Path folder;

    @BeforeEach
    void make() throws Exception {
        Optimization any = Optimization.full(LearningRate.constant(1e-3));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), TINY, 1, any, Parallelism.of(1))) {
            training.save(folder);
        }
    }

    @Test
    void aBatchThatADeviceRefusesIsTrainedOnTheCpuAndTheNextOneIsTriedThereAgain() throws Exception {
        List<BaseModel> asked = new ArrayList<>();
        try (WorkerBase base = WorkerBase.read(folder, DeviceWish.CPU, TrainerConfig.defaults(), folder)) {
            assertThat(base.why()).isEmpty();
            for (int batch = 0; batch < 2; batch++) {
                String done = base.train(held -> {
                    asked.add(held);
                    if (asked.size() == 1 || held == asked.get(0)) {
                        TrainingDevice.plan(TINY, LoraSpec.everywhere(4, 8), 32).mustFit(1000);
                    }
                    return held.id();
                });
                assertThat(done).isEqualTo(base.id());
            }
        }
        assertThat(asked).hasSize(4);
        assertThat(asked.get(2)).as("the base on the device is kept").isSameAs(asked.get(0));
        assertThat(asked.get(3))
                .as("that on the CPU is read once")
                .isSameAs(asked.get(1))
                .isNotSameAs(asked.get(0));
    }
}
