package io.insitu.connectors.desk;

import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;

/** Where an agent tells what it does; calls come in order: started, steps, ended. */
public interface AttemptLog {
    void started(TaskStarted task);

    void step(Generation generation);

    void step(ToolCall call);

    void step(ToolResult result);

    void ended(Verdict verdict);

    /** Tells nobody: probes and trials must not be learnt from. */
    static AttemptLog silent() {
        return new AttemptLog() {
            @Override
            public void started(TaskStarted task) {}

            @Override
            public void step(Generation generation) {}

            @Override
            public void step(ToolCall call) {}

            @Override
            public void step(ToolResult result) {}

            @Override
            public void ended(Verdict verdict) {}
        };
    }
}
