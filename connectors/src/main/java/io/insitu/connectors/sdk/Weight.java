package io.insitu.connectors.sdk;

import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.Collection;

/** Roughly how many characters an event's body takes; a token id or a log-probability counts as four. */
final class Weight {
    private static final int NUMBER = 4;

    private Weight() {}

    static long of(Object body) {
        if (body instanceof Message message) {
            return message.getContent().length();
        }
        if (body instanceof Generation generation) {
            long numbers = (long) generation.getPromptTokens().size()
                    + generation.getTokens().size()
                    + generation.getLogProbs().size();
            return generation.getText().length() + NUMBER * numbers;
        }
        if (body instanceof ToolCall call) {
            return call.getArguments().length() + call.getTool().length();
        }
        if (body instanceof ToolResult result) {
            return result.getContent().length();
        }
        if (body instanceof TaskStarted task) {
            return task.getInstruction().length()
                    + sum(task.getTerms())
                    + sum(task.getToolsOffered())
                    + sum(task.getContextUsed())
                    + sum(task.getContextWithheld())
                    + sum(task.getAttributes().keySet())
                    + sum(task.getAttributes().values());
        }
        if (body instanceof Feedback feedback) {
            return feedback.getComment().length();
        }
        if (body instanceof TrajectoryEnded ended) {
            return ended.getDetail().length();
        }
        return 0; // a tick
    }

    private static long sum(Collection<String> texts) {
        return texts.stream().mapToLong(String::length).sum();
    }
}
