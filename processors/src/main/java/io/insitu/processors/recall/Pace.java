package io.insitu.processors.recall;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How fast the library of a lineage still changes, per attempt that could have changed it. Only such attempts let the pace
 * fall: more calls in an attempt, calls that fail, attempts without a call and the same attempt over and over are idle, and
 * a library that hears nothing new has not settled.
 *
 * @param rate entries new or changed per telling attempt, smoothed
 * @param pending changes since the last of them
 * @param attempts telling attempts
 * @param calm of these, the newest in a row with a low rate
 * @param settled whether convergence was announced for this calm
 * @param told what the newest of them told, as digests, oldest first; at most {@link #REMEMBERED}
 */
public record Pace(double rate, int pending, int attempts, int calm, boolean settled, List<Long> told) {
    static final int REMEMBERED = 64;

    /** Attribute of an attempt that was a trace: the trace's id. */
    private static final String TRACE = "trace";

    /** Nothing is known yet, so everything may change. */
    static final Pace FIRST = new Pace(1, 0, 0, 0, false, List.of());

    public Pace {
        told = told == null ? List.of() : List.copyOf(told); // null: written before they were told apart
    }

    Pace changed() {
        return new Pace(rate, pending + 1, attempts, calm, settled, told);
    }

    /** After an attempt that tells this; the same again so soon is idle. */
    Pace attempted(long tells, RecallConfig config) {
        if (told.contains(tells)) {
            return this;
        }
        double next = rate + config.paceAlpha() * (pending - rate);
        boolean low = next < config.convergedPace();
        List<Long> newest = new ArrayList<>(told.subList(told.size() < REMEMBERED ? 0 : 1, told.size()));
        newest.add(tells);
        return new Pace(next, 0, attempts + 1, low ? calm + 1 : 0, low && settled, newest);
    }

    boolean justSettled(RecallConfig config) {
        return !settled && calm >= config.convergedAttempts();
    }

    Pace announced() {
        return new Pace(rate, pending, attempts, calm, true, told);
    }

    /**
     * What a graded attempt tells: which calls worked or not at which task; nothing where no call worked. Where nobody names tasks
     * each trace is one of its own, and the same question every minute would seem new: then the task is what was asked.
     */
    static Optional<Long> tells(Experience experience) {
        Trajectory attempt = experience.getTrajectory();
        boolean unnamed = attempt.getTaskId().equals(attempt.getAttributes().get(TRACE));
        String task = unnamed ? attempt.getInstruction() : attempt.getTaskId();
        Map<String, String> asked = new HashMap<>();
        TreeSet<String> worked = new TreeSet<>();
        for (Object step : attempt.getSteps()) {
            if (step instanceof ToolCall call) {
                asked.put(call.getCallId(), call.getTool());
            } else if (step instanceof ToolResult result
                    && result.getStatus() == ToolStatus.OK
                    && asked.containsKey(result.getCallId())) {
                worked.add(asked.get(result.getCallId()));
            }
        }
        return worked.isEmpty()
                ? Optional.empty()
                : Optional.of(Digest.seed("told", task, experience.getOutcome().name(), String.join("\n", worked)));
    }
}
