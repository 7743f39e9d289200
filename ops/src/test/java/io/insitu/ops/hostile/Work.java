package io.insitu.ops.hostile;

import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.event.TrainingBatch;
import java.util.List;

/** What a worker is given to do. */
final class Work {
    private Work() {}

    static Request request(String id) {
        ToolTrial trial = ToolTrial.newBuilder()
                .setToolId("tool")
                .setName("macro")
                .setParameters(List.of())
                .setSteps(List.of())
                .setTasks(List.of())
                .build();
        return Request.newBuilder()
                .setRequestId(id)
                .setLineage("mess")
                .setAskedMs(1)
                .setBody(trial)
                .build();
    }

    static TrainingBatch batch(String id, String baseId) {
        Sample sample = Sample.newBuilder()
                .setTrajectoryId("t1")
                .setTaskId("task")
                .setTokens(List.of(1, 2, 3, 4))
                .setMask(List.of(false, false, true, true))
                .setLogProbs(List.of(0f, 0f, -3.5f, -3.5f))
                .setReward(1)
                .setAdvantage(0)
                .setGroupSuccessRate(0.5)
                .build();
        return TrainingBatch.newBuilder()
                .setBatchId(id)
                .setLineage("mess")
                .setNumber(1)
                .setMethod(Method.SFT)
                .setBaseModelId(baseId)
                .setParentAdapterId("")
                .setSamples(List.of(sample))
                .setRank(4)
                .setAlpha(8)
                .setLearningRate(0.01)
                .setEpochs(1)
                .setSeed(7)
                .setCreatedMs(1000)
                .build();
    }
}
