package io.insitu.trainer.check;

import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.serde.EventClasses;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.worker.BatchTrainer;
import io.insitu.trainer.worker.RefusedBatchException;
import io.insitu.trainer.worker.TrainerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** What the worker does with a batch of 64 trajectories, from the batch to the adapter in the store. */
final class MicroFineTune {
    static {
        EventClasses.trust(); // no serde here that would
    }

    private static final int TRAJECTORIES = 64;

    private MicroFineTune() {}

    /** Seconds of the second batch: the first compiles and warms up, as a worker does once. */
    static double seconds(BaseModel base, ArtifactStore store) throws IOException {
        BatchTrainer trainer = new BatchTrainer(base, store, TrainerConfig.defaults());
        try {
            trainer.train(batch(base, 1));
            long start = System.nanoTime();
            trainer.train(batch(base, 2));
            return (System.nanoTime() - start) / 1e9;
        } catch (RefusedBatchException e) {
            throw new IllegalStateException("the batch was refused: " + e.getMessage(), e);
        }
    }

    static TrainingBatch batch(BaseModel base, int number) {
        SplittableRandom random = new SplittableRandom(number);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < TRAJECTORIES; i++) {
            List<Integer> tokens = random.ints(Shape.SEQUENCE, 0, base.config().vocabSize())
                    .boxed()
                    .toList();
            samples.add(Sample.newBuilder()
                    .setTrajectoryId("trajectory-" + number + "-" + i)
                    .setTaskId("task-" + i)
                    .setTokens(tokens)
                    .setMask(Collections.nCopies(Shape.SEQUENCE, true))
                    .setLogProbs(Collections.nCopies(Shape.SEQUENCE, -1f))
                    .setReward(1)
                    .setAdvantage(0)
                    .setGroupSuccessRate(1)
                    .setWeight(1)
                    .build());
        }
        return TrainingBatch.newBuilder()
                .setBatchId("batch-" + number)
                .setLineage("gpu-check")
                .setNumber(number)
                .setMethod(Method.SFT)
                .setBaseModelId(base.id())
                .setParentAdapterId("")
                .setSeed(number)
                .setRank(Shape.RANK)
                .setAlpha(2.0 * Shape.RANK)
                .setLearningRate(1e-4)
                .setEpochs(1)
                .setSamples(samples)
                .setCreatedMs(0)
                .build();
    }
}
