package io.insitu.processors.assemble;

import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the events of one trajectory, in order of seq, into the trajectory and the events that have no place in it. */
final class Draft {
    private final List<Assembled> refused = new ArrayList<>();
    private final List<Object> steps = new ArrayList<>();
    private final List<Feedback> feedback = new ArrayList<>();
    private final Set<String> eventIds = new LinkedHashSet<>();
    private final Set<String> adapterIds = new LinkedHashSet<>();
    private String baseModelId = "";
    private @Nullable TaskStarted task;
    private @Nullable TrajectoryEnded end;
    private long startedMs = Long.MAX_VALUE;
    private long endedMs = Long.MIN_VALUE;

    private Draft() {}

    /**
     * @param inOrder events that hold a position, in order of seq
     * @param traced what spans and log records told, after that
     * @param aside feedback without a position of its own, in order of event id
     */
    static List<Assembled> close(
            List<Interaction> inOrder, Retold traced, List<Interaction> aside, CloseReason reason) {
        Draft draft = new Draft();
        inOrder.forEach(draft::place);
        traced.steps().forEach(draft::place);
        traced.again().forEach(draft::mention);
        aside.forEach(draft::place);
        List<Interaction> all = new ArrayList<>(inOrder);
        all.addAll(traced.told());
        all.addAll(aside);
        return draft.closed(all, reason);
    }

    private void place(Interaction event) {
        Object body = event.getBody();
        if (end != null && !(body instanceof Feedback)) {
            refused.add(new Assembled.Refused(event, DeadLetterReason.AFTER_END, "it comes after TrajectoryEnded"));
            return;
        }
        if (body instanceof TaskStarted && task != null) {
            refused.add(new Assembled.Refused(
                    event, DeadLetterReason.DUPLICATE_CONFLICT, "its trajectory has another TaskStarted"));
            return;
        }
        if (body instanceof TaskStarted started) {
            task = started;
        } else if (body instanceof TrajectoryEnded ended) {
            end = ended;
        } else if (body instanceof Feedback judged) {
            feedback.add(judged);
        } else {
            steps.add(body);
        }
        if (body instanceof Generation generation) {
            adapterIds.add(generation.getAdapterId());
            baseModelId = baseModelId.isEmpty() ? generation.getBaseModelId() : baseModelId;
        }
        mention(event);
    }

    private void mention(Interaction event) {
        eventIds.add(event.getEventId());
        startedMs = Math.min(startedMs, event.getAtMs());
        endedMs = Math.max(endedMs, event.getAtMs());
    }

    private List<Assembled> closed(List<Interaction> all, CloseReason reason) {
        TaskStarted started = task;
        if (started == null) {
            List<Assembled> orphans = new ArrayList<>();
            all.forEach(event -> orphans.add(orphan(event)));
            return orphans;
        }
        Interaction first = all.get(0);
        TrajectoryEnded ended = end;
        List<Assembled> result = new ArrayList<>();
        result.add(new Assembled.Closed(Trajectory.newBuilder()
                .setTrajectoryId(first.getTrajectoryId())
                .setLineage(first.getLineage())
                .setTaskId(started.getTaskId())
                .setGroupId(started.getGroupId())
                .setGroupSize(started.getGroupSize())
                .setInstruction(started.getInstruction())
                .setTerms(started.getTerms())
                .setToolsOffered(started.getToolsOffered())
                .setContextUsed(started.getContextUsed())
                .setContextWithheld(started.getContextWithheld())
                .setAttributes(started.getAttributes())
                .setBaseModelId(baseModelId)
                .setAdapterIds(List.copyOf(adapterIds))
                .setStartedMs(startedMs)
                .setEndedMs(endedMs)
                .setClosed(reason)
                .setSteps(steps)
                .setOutcome(ended == null ? OutcomeKind.UNKNOWN : ended.getOutcome())
                .setReward(ended == null ? 0 : ended.getReward())
                .setDetail(ended == null ? "" : ended.getDetail())
                .setFeedback(feedback)
                .setEventIds(List.copyOf(eventIds))
                .build()));
        result.addAll(refused);
        return result;
    }

    private static Assembled orphan(Interaction event) {
        return new Assembled.Refused(
                event, DeadLetterReason.UNKNOWN_REFERENCE, "its trajectory has no TaskStarted, or was forgotten");
    }
}
