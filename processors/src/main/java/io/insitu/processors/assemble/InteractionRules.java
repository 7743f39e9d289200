package io.insitu.processors.assemble;

import io.insitu.processors.Keys;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.TrajectoryEnded;
import org.jspecify.annotations.Nullable;

/** What an interaction must satisfy to make sense at all; bytes that are no interaction never get here. */
final class InteractionRules {
    static final int MAX_ID_CHARS = 256;

    private InteractionRules() {}

    /** The first rule it breaks, in words; null when it breaks none. */
    static @Nullable String violation(Interaction event) {
        String id = firstOf(
                id("eventId", event.getEventId(), true),
                id("trajectoryId", event.getTrajectoryId(), true),
                id("lineage", event.getLineage(), true));
        if (id != null) {
            return id;
        }
        if (event.getSeq() < 0 && !(event.getBody() instanceof Feedback)) {
            return "seq must be at least 0, was " + event.getSeq();
        }
        if (event.getAtMs() <= 0) {
            return "atMs must be a time after 1970, was " + event.getAtMs();
        }
        return body(event.getBody());
    }

    private static @Nullable String body(Object body) {
        if (body instanceof TaskStarted started) {
            return firstOf(
                    id("taskId", started.getTaskId(), true),
                    id("groupId", started.getGroupId(), false),
                    started.getGroupSize() < 1 ? "groupSize must be at least 1, was " + started.getGroupSize() : null);
        }
        if (body instanceof Generation generation) {
            int tokens = generation.getTokens().size();
            int logProbs = generation.getLogProbs().size();
            return logProbs == 0 || logProbs == tokens ? null : logProbs + " logProbs for " + tokens + " tokens";
        }
        if (body instanceof Feedback feedback) {
            return reward(feedback.getReward());
        }
        if (body instanceof TrajectoryEnded ended) {
            return reward(ended.getReward());
        }
        return null;
    }

    private static @Nullable String reward(double reward) {
        return Math.abs(reward) <= 1 ? null : "reward must be in [-1, 1], was " + reward; // NaN is not in it either
    }

    private static @Nullable String id(String field, String value, boolean required) {
        if (required && value.isBlank()) {
            return field + " must not be blank";
        }
        if (value.length() > MAX_ID_CHARS) {
            return field + " must have at most " + MAX_ID_CHARS + " characters, had " + value.length();
        }
        return Keys.legal(value) ? null : field + " must not contain control characters";
    }

    private static @Nullable String firstOf(@Nullable String... violations) {
        for (String violation : violations) {
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }
}
