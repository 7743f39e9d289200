package io.insitu.processors.assemble;

import io.insitu.processors.Ids;
import io.insitu.schemas.Traced;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.TrajectoryEnded;
import org.jspecify.annotations.Nullable;

/**
 * What an interaction must satisfy to make sense at all; bytes that are no interaction never get here. Names are short,
 * because learning keeps them: one too long for a store would be applied half-way. Free text is cut where it is kept.
 */
final class InteractionRules {
    private InteractionRules() {}

    /** The first rule it breaks, in words; null when it breaks none. */
    static @Nullable String violation(Interaction event) {
        if (event.getBody() instanceof Tick tick) {
            return Ids.violation("nowMs", tick.getNowMs());
        }
        String id = Ids.first(
                Ids.violation("eventId", event.getEventId()),
                Ids.violation("trajectoryId", event.getTrajectoryId()),
                Ids.violation("lineage", event.getLineage()),
                Ids.violation("atMs", event.getAtMs()));
        if (id != null) {
            return id;
        }
        if (event.getSeq() < 0 && !Traced.is(event.getSeq()) && !(event.getBody() instanceof Feedback)) {
            return "seq must be at least 0, was " + event.getSeq();
        }
        return body(event.getBody());
    }

    private static @Nullable String body(Object body) {
        if (body instanceof TaskStarted started) {
            return Ids.first(
                    Ids.violation("taskId", started.getTaskId()),
                    Ids.violationUnlessEmpty("groupId", started.getGroupId()),
                    Ids.violationOfAny("terms", started.getTerms()),
                    Ids.violationOfAny("toolsOffered", started.getToolsOffered()),
                    Ids.violationOfAny("contextUsed", started.getContextUsed()),
                    Ids.violationOfAny("contextWithheld", started.getContextWithheld()),
                    started.getGroupSize() < 1 ? "groupSize must be at least 1, was " + started.getGroupSize() : null);
        }
        if (body instanceof Generation generation) {
            return GenerationRules.violation(generation);
        }
        if (body instanceof ToolCall call) {
            return Ids.first(
                    Ids.violationUnlessEmpty("callId", call.getCallId()),
                    Ids.violationUnlessEmpty("tool", call.getTool()));
        }
        if (body instanceof ToolResult result) {
            return Ids.first(
                    Ids.violationUnlessEmpty("callId", result.getCallId()),
                    Ids.violationUnlessEmpty("tool", result.getTool()));
        }
        if (body instanceof Feedback feedback) {
            return Ids.first(Ids.violationUnlessEmpty("source", feedback.getSource()), reward(feedback.getReward()));
        }
        if (body instanceof TrajectoryEnded ended) {
            return reward(ended.getReward());
        }
        return null;
    }

    private static @Nullable String reward(double reward) {
        return Math.abs(reward) <= 1 ? null : "reward must be in [-1, 1], was " + reward; // NaN is not in it either
    }
}
