package io.insitu.processors.score;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.processors.score.AuditMemory.LineageEvidence;
import io.insitu.processors.score.AuditMemory.TaskEvidence;
import io.insitu.processors.score.Effects.Made;
import io.insitu.schemas.Digest;
import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What all attempts of a lineage show together: which tools change something, which calls are always refused, which ground
 * truths met different ends, which deeds different grades. The newest tasks are remembered.
 */
final class AuditEvidence {
    /** Tasks per lineage. */
    static final int CAPACITY = 4_096;

    private static final String TASK = "task";
    private static final String RING = "ring";

    private final Memory<TaskEvidence> tasks;
    private final Memory<LineageEvidence> lineages;

    AuditEvidence(Memory<TaskEvidence> tasks, Memory<LineageEvidence> lineages) {
        this.tasks = tasks;
        this.lineages = lineages;
    }

    LineageEvidence of(String lineage) {
        LineageEvidence known = lineages.get(lineage);
        return known == null ? LineageEvidence.nothing() : known;
    }

    TaskEvidence of(String lineage, String taskKey) {
        TaskEvidence known = tasks.get(Keys.of(lineage, TASK, taskKey));
        return known == null ? TaskEvidence.named(taskKey) : known;
    }

    /** Takes note of one more attempt at a task that says what it expects. */
    void note(Trajectory attempt, ExpectedActions expected) {
        LineageEvidence after = of(attempt.getLineage()).expecting(expected.tools());
        String truth = truth(attempt);
        if (!truth.isEmpty()) {
            after = after.compared(truth, expected.endKey(), expected.taskKey());
        }
        TaskEvidence more = of(attempt.getLineage(), expected.taskKey());
        List<Made> made = Effects.made(attempt, Set.copyOf(after.tools()));
        List<String> keys = expected.keys();
        for (Made call : made) {
            if (keys.contains(call.key()) && (call.worked() || call.refused())) {
                more = more.tried(call(call.key()), call.worked());
            }
        }
        if (Verdict.graded(attempt.getOutcome())) {
            more = more.graded(effects(attempt, expected, made), attempt.getOutcome() == OutcomeKind.SUCCESS);
        }
        put(attempt.getLineage(), after, more);
    }

    /** Takes note of one more graded attempt at a task that does not. */
    void note(Trajectory attempt, Deeds deeds) {
        LineageEvidence after = of(attempt.getLineage());
        TaskEvidence more = of(attempt.getLineage(), deeds.taskKey());
        boolean success = attempt.getOutcome() == OutcomeKind.SUCCESS;
        if (success) {
            String truth = truth(attempt);
            if (!truth.isEmpty()) {
                after = after.compared(truth, deeds.endKey(), deeds.taskKey());
            }
            more = more.succeeded(deeds.changedSomething());
        }
        if (!deeds.seen().isEmpty()) {
            more = more.gradedLately(deeds.seen(), success);
        }
        put(attempt.getLineage(), after, more);
    }

    private void put(String lineage, LineageEvidence evidence, TaskEvidence task) {
        LineageEvidence after = evidence;
        String key = Keys.of(lineage, TASK, task.name());
        if (tasks.get(key) == null) {
            remember(lineage, after.tasks(), task);
            after = after.oneTaskMore();
        }
        if (!after.equals(lineages.get(lineage))) {
            lineages.put(lineage, after);
        }
        tasks.put(key, task);
    }

    /** The oldest task makes room. */
    private void remember(String lineage, long number, TaskEvidence task) {
        String slot = Keys.of(lineage, RING, Keys.number(number % CAPACITY));
        TaskEvidence oldest = tasks.get(slot);
        if (oldest != null) {
            tasks.delete(Keys.of(lineage, TASK, oldest.name()));
        }
        tasks.put(slot, TaskEvidence.named(task.name()));
    }

    static String call(String key) {
        return ExpectedActions.shortened(Digest.of(key));
    }

    /** Names what an attempt did and answered. */
    static String effects(Trajectory attempt, ExpectedActions expected, List<Made> made) {
        List<String> parts = new ArrayList<>(ExpectedActions.done(made));
        parts.add("silent");
        parts.addAll(expected.silent(attempt));
        return ExpectedActions.shortened(Digest.of(parts));
    }

    /** Names what the recorded verdict compared with; empty: nobody says. */
    static String truth(Trajectory attempt) {
        String truth = attempt.getAttributes().getOrDefault(TaskAttributes.GROUND_TRUTH, "");
        return truth.isEmpty() ? "" : ExpectedActions.shortened(Digest.of(truth));
    }
}
