package io.insitu.ops.outcomes;

import io.insitu.connectors.importing.ImportReport;
import io.insitu.connectors.importing.ImportSink;
import io.insitu.connectors.importing.ImportTarget;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Refusal;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.TrajectoryEnded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the attempts of a file one after the other, as they would come out of assembly. Runs come whole, and never more than one is
 * held; events that nobody numbered (spans) may come mixed, and are held until the end of their file.
 */
public final class RecordedAttempts implements ImportSink {
    private final Consumer<Trajectory> visitor;
    private final Map<String, List<Interaction>> open = new LinkedHashMap<>();

    private RecordedAttempts(Consumer<Trajectory> visitor) {
        this.visitor = visitor;
    }

    public static ImportReport each(TraceFormat format, Path file, String lineage, Consumer<Trajectory> visitor)
            throws IOException, InterruptedException {
        RecordedAttempts attempts = new RecordedAttempts(visitor);
        ImportReport report = new Importer(format).interactions(file, new ImportTarget(lineage, 1), attempts);
        attempts.open.values().forEach(attempts::close);
        return report;
    }

    @Override
    public boolean event(Interaction event) {
        List<Interaction> events = open.computeIfAbsent(event.getTrajectoryId(), id -> new ArrayList<>());
        events.add(event);
        if (event.getBody() instanceof TrajectoryEnded && event.getSeq() >= 0) { // the last event of every run
            open.remove(event.getTrajectoryId());
            close(events);
        }
        return true;
    }

    @Override
    public void refused(Refusal refusal) {} // the report has them

    /** An attempt that this file does not tell the beginning of says nothing by itself. */
    private void close(List<Interaction> events) {
        events.stream()
                .map(Interaction::getBody)
                .filter(TaskStarted.class::isInstance)
                .map(TaskStarted.class::cast)
                .findFirst()
                .ifPresent(started -> visitor.accept(attempt(started, events)));
    }

    private static Trajectory attempt(TaskStarted started, List<Interaction> events) {
        Interaction first = events.get(0);
        TrajectoryEnded ended =
                TrajectoryEnded.newBuilder().setOutcome(OutcomeKind.UNKNOWN).build();
        List<Object> steps = new ArrayList<>();
        List<Feedback> feedback = new ArrayList<>();
        List<Interaction> inOrder = new ArrayList<>(events);
        if (first.getSeq() < 0) {
            inOrder.sort(Comparator.comparingLong(Interaction::getAtMs));
        }
        for (Interaction event : inOrder) {
            Object body = event.getBody();
            if (body instanceof TrajectoryEnded end) {
                ended = end;
            } else if (body instanceof Feedback judged) {
                feedback.add(judged);
            } else if (!(body instanceof TaskStarted)) {
                steps.add(body);
            }
        }
        return Trajectory.newBuilder()
                .setTrajectoryId(first.getTrajectoryId())
                .setLineage(first.getLineage())
                .setTaskId(started.getTaskId())
                .setGroupId(started.getGroupId())
                .setGroupSize(started.getGroupSize())
                .setInstruction(started.getInstruction())
                .setAttributes(started.getAttributes())
                .setStartedMs(first.getAtMs())
                .setEndedMs(first.getAtMs())
                .setClosed(CloseReason.ENDED)
                .setSteps(steps)
                .setOutcome(ended.getOutcome())
                .setReward(ended.getReward())
                .setDetail(ended.getDetail())
                .setFeedback(feedback)
                .build();
    }
}
