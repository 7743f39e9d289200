package io.insitu.ops.serve;

import io.insitu.ops.work.Answers;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.ToolTrial;
import org.jspecify.annotations.Nullable;

/**
 * What can be said about the agents of others: their tools are theirs, so nothing here can run a tool made of them. The
 * answer lets the tool stay a candidate and name the reason. Evaluations of adapters are left to whoever can run
 * the agent; the gate asks for them with a bound of its own.
 */
final class ForeignAnswers implements Answers {
    /** Who answers, as replies say. */
    static final String VERSION = "no-sandbox@1";

    static final String REASON = "the tools it calls cannot be run here";

    @Override
    public @Nullable Object to(Request request) {
        return request.getBody() instanceof ToolTrial
                ? RequestFailed.newBuilder()
                        .setReason(REASON)
                        .setRetryable(false)
                        .build()
                : null;
    }
}
