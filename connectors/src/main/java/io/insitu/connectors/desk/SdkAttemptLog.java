package io.insitu.connectors.desk;

import io.insitu.connectors.sdk.Insitu;
import io.insitu.connectors.sdk.TrajectoryHandle;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import org.jspecify.annotations.Nullable;

/** Tells Insitu through its SDK, the way any agent application would. One per attempt. */
public final class SdkAttemptLog implements AttemptLog {
    private final Insitu insitu;
    private final String lineage;
    private final String trajectoryId;
    private @Nullable TrajectoryHandle trajectory;

    public SdkAttemptLog(Insitu insitu, Attempt attempt) {
        this.insitu = insitu;
        this.lineage = attempt.lineage();
        this.trajectoryId = attempt.trajectoryId();
    }

    @Override
    public void started(TaskStarted task) {
        trajectory = insitu.start(lineage, trajectoryId, task);
    }

    @Override
    public void step(Generation generation) {
        open().step(generation);
    }

    @Override
    public void step(ToolCall call) {
        open().step(call);
    }

    @Override
    public void step(ToolResult result) {
        open().step(result);
    }

    @Override
    public void ended(Verdict verdict) {
        open().end(verdict.outcome(), verdict.reward(), verdict.detail());
    }

    private TrajectoryHandle open() {
        if (trajectory == null) {
            throw new IllegalStateException("attempt " + trajectoryId + " was not started");
        }
        return trajectory;
    }
}
