package io.insitu.trainer.check;

import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.DeviceReading;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Whole training steps of one shape, timed: from examples to changed adapter, every token a target. */
final class StepTiming {
    private static final int WARM_UP = 2;

    private StepTiming() {}

    /**
     * @param seconds median of a step
     * @param loss of the last step; about log(vocabulary), as nothing can be learnt from random tokens
     * @param usedBytes of the device while the run lived, by all processes; 0: not told
     */
    record Measured(double seconds, double loss, long usedBytes) {}

    static Measured of(BaseModel base, Shape shape, int steps) {
        LoraSpec spec = LoraSpec.everywhere(Shape.RANK, 2.0 * Shape.RANK);
        Parallelism spread = base.spread(spec, Parallelism.of(1));
        Optimization slow = Optimization.lora(LearningRate.constant(1e-5));
        List<Example> batch = batch(shape);
        double[] seconds = new double[steps];
        double loss = 0;
        try (LoraTraining training = LoraTraining.fresh(base, spec, 1, new MaskedSft(), slow, spread)) {
            for (int i = -WARM_UP; i < steps; i++) {
                long start = System.nanoTime();
                StepReport report = training.step(batch); // its norm is read back: nothing is still running then
                if (i >= 0) {
                    seconds[i] = (System.nanoTime() - start) / 1e9;
                    loss = report.loss();
                }
                if (report.skipped()) {
                    throw new IllegalStateException("step " + i + " of " + shape + " was not finite: " + report);
                }
            }
            long used = Cuda.reading().map(DeviceReading::usedBytes).orElse(0L);
            Arrays.sort(seconds);
            return new Measured(seconds[steps / 2], loss, used);
        }
    }

    static List<Example> batch(Shape shape) {
        SplittableRandom random = new SplittableRandom(1);
        float[] all = new float[Shape.SEQUENCE];
        Arrays.fill(all, 1);
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < shape.rows(); i++) {
            int[] tokens =
                    random.ints(Shape.SEQUENCE, 0, shape.config().vocabSize()).toArray();
            batch.add(Example.imitate(tokens, all));
        }
        return batch;
    }
}
