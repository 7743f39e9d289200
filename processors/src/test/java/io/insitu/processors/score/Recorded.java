package io.insitu.processors.score;

import io.insitu.processors.Facts;
import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes attempts at tasks that say what they expect, by hand. */
final class Recorded {
    static final String CANCEL = "{\"name\":\"cancel_order\",\"arguments\":{\"order\":\"W1\"}}";
    static final String REFUND = "{\"name\":\"refund_order\",\"arguments\":{\"order\":\"W1\"}}";
    static final String LOOK = "{\"name\":\"get_order\",\"arguments\":{\"order\":\"W1\"}}";

    private final String id;
    private final String task;
    private final Map<String, String> attributes = new HashMap<>();
    private final List<Object> steps = new ArrayList<>();
    private final List<Feedback> feedback = new ArrayList<>();

    private Recorded(String id, String task) {
        this.id = id;
        this.task = task;
    }

    static Recorded attempt(String id, String task) {
        return new Recorded(id, task);
    }

    Recorded expects(String... actions) {
        attributes.put(TaskAttributes.EXPECTED_ACTIONS, "[" + String.join(",", actions) + "]");
        return this;
    }

    Recorded expectsToHear(String outputs) {
        attributes.put(TaskAttributes.EXPECTED_OUTPUTS, outputs);
        return this;
    }

    Recorded comparedWith(String groundTruth) {
        attributes.put(TaskAttributes.GROUND_TRUTH, groundTruth);
        return this;
    }

    Recorded calls(String tool) {
        return calls(tool, "{\"order\":\"W1\"}", ToolStatus.OK);
    }

    Recorded isRefused(String tool) {
        return calls(tool, "{\"order\":\"W1\"}", ToolStatus.ERROR);
    }

    Recorded calls(String tool, String arguments, ToolStatus status) {
        String callId = id + "-" + steps.size();
        steps.add(new ToolCall(callId, tool, arguments));
        steps.add(new ToolResult(callId, tool, status, "", -1.0));
        return this;
    }

    Recorded says(Role role, String content) {
        steps.add(Message.newBuilder().setRole(role).setContent(content).build());
        return this;
    }

    Recorded judged(String source, OutcomeKind outcome) {
        feedback.add(Feedback.newBuilder().setSource(source).setOutcome(outcome).build());
        return this;
    }

    Trajectory recordedAs(boolean success) {
        Trajectory any = Facts.attempt(id, task, success).scored().experience().getTrajectory();
        return Trajectory.newBuilder(any)
                .setAttributes(attributes)
                .setSteps(steps)
                .setFeedback(feedback)
                .setOutcome(success ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE)
                .build();
    }
}
