package io.insitu.processors.distil;

import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.ToolTrialResult;
import java.util.List;

/** What became of the trials of tools. */
final class ToolReplies {
    private final ToolTrials trials;
    private final ToolPublisher publisher;

    ToolReplies(ToolTrials trials, ToolPublisher publisher) {
        this.trials = trials;
        this.publisher = publisher;
    }

    List<StageFact> tried(Reply reply, ToolTrialResult result) {
        trials.answered(reply.getLineage(), reply.getRequestId());
        return publisher.tried(reply.getLineage(), result, reply.getAnsweredMs());
    }

    List<StageFact> failed(Reply reply, RequestFailed failed) {
        String lineage = reply.getLineage();
        long atMs = reply.getAnsweredMs();
        ToolTrials.Again again = trials.failed(lineage, reply.getRequestId(), failed.getRetryable(), atMs);
        if (again == null) {
            return List.of();
        }
        if (again.asked() != null) {
            return List.of(again.asked());
        }
        return failed.getRetryable()
                ? publisher.untried(lineage, again.toolId(), failed.getReason(), atMs)
                : publisher.untriable(lineage, again.toolId(), failed.getReason(), atMs);
    }
}
