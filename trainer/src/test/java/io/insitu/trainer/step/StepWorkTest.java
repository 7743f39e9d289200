package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.loss.MaskedSft;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The ceiling is worth what its count of operations is: that of a real step's products. */
class StepWorkTest {
    private static final ModelConfig SHAPE = ModelConfig.llama(500, 64, 3, 4, 2, 160, 128);
    private static final int LENGTH = 96;
    private static final int RANK = 8;

    @Test
    void whatIsCountedIsWhatAStepMultiplies() {
        AtomicLong operations = new AtomicLong();
        float[] weights = new float[LENGTH];
        Arrays.fill(weights, 1);
        try (BaseModel base = BaseModel.fresh(
                        WatchedEngines.by((name, arguments) -> count(name, arguments, operations)), SHAPE, 1);
                LoraTraining training = LoraTraining.fresh(
                        base,
                        LoraSpec.everywhere(RANK, RANK),
                        1,
                        new MaskedSft(),
                        Optimization.lora(LearningRate.constant(1e-4)),
                        Parallelism.of(1))) {
            training.flatGradient(List.of(Example.imitate(new int[LENGTH], weights)));
        }
        // Attention and head multiply inside the engine, unseen from here.
        double attention = 6.0 * LENGTH * SHAPE.attentionWidth() * SHAPE.layers();
        double head = 4.0 * SHAPE.vocabSize() * SHAPE.hidden();
        double stated = StepWork.perToken(SHAPE, RANK, LENGTH) - attention - head;
        assertThat(stated * LENGTH).isCloseTo((double) operations.get(), withinPercentage(0.01));
    }

    private static void count(String name, Object[] arguments, AtomicLong operations) {
        if (name.equals("gemm")) {
            Mat a = (Mat) arguments[0];
            Mat c = (Mat) arguments[2];
            operations.addAndGet(2L * a.columns() * c.rows() * c.columns());
        }
    }
}
