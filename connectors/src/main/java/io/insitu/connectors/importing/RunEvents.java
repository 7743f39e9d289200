package io.insitu.connectors.importing;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.serde.RecordLimit;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Gives the steps of a run the ids, numbers and times of events. */
final class RunEvents {
    private final String source;
    private final String fileId;
    private final ImportTarget target;

    /**
     * @param fileId names the file by its content, so that the same file always gives the same ids
     */
    RunEvents(String source, String fileId, ImportTarget target) {
        this.source = source;
        this.fileId = fileId;
        this.target = target;
    }

    /**
     * @param record the record that completed the run
     * @param place among the runs of that record, from 0
     * @param trials how many attempts at the task the file has
     */
    List<Interaction> of(Run run, long record, int place, int trials) {
        String trajectoryId = fileId + "/" + record + (place == 0 ? "" : "." + place);
        List<SpecificRecord> bodies = new ArrayList<>(run.steps().size() + 2);
        bodies.add(started(run, trials));
        bodies.addAll(run.steps());
        bodies.add(run.ended());
        List<Interaction> events = new ArrayList<>(bodies.size());
        for (int seq = 0; seq < bodies.size(); seq++) {
            events.add(Interaction.newBuilder()
                    .setEventId(trajectoryId + "#" + seq)
                    .setTrajectoryId(trajectoryId)
                    .setLineage(target.lineage())
                    .setSeq(seq)
                    .setAtMs(target.atMs())
                    .setSource(source)
                    .setBody(bodies.get(seq))
                    .build());
        }
        return events;
    }

    private TaskStarted started(Run run, int trials) {
        TaskStarted started = run.started();
        Map<String, String> attributes = new HashMap<>(started.getAttributes());
        attributes.put("file", fileId);
        return TaskStarted.newBuilder(started)
                .setGroupId(trials == 0 ? "" : fileId + "/task-" + taskName(run))
                .setGroupSize(Math.max(1, trials))
                .setAttributes(attributes)
                .build();
    }

    /** The run's task, short enough to be part of an id. */
    static String taskName(Run run) {
        return Words.shortened(run.started().getTaskId());
    }

    /** The first of these events that no record can hold, in words; null when all can. */
    static @Nullable String tooLarge(List<Interaction> events) {
        for (Interaction event : events) {
            String violation = RecordLimit.violation(event);
            if (violation != null) {
                return "event " + event.getSeq() + ", "
                        + event.getBody().getClass().getSimpleName() + ", " + violation;
            }
        }
        return null;
    }

    /** The file's name for people and a digest of its bytes, so that the same file always gives the same ids. */
    static String fileId(String format, Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        int dot = name.indexOf(".json");
        String stem = dot > 0 ? name.substring(0, dot) : name;
        stem = stem.substring(0, Math.min(stem.length(), Words.LONGEST));
        Digest digest = Digest.start();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (byte[] part = in.readNBytes(1 << 20); part.length > 0; part = in.readNBytes(1 << 20)) {
                digest.add(part);
            }
        }
        return format + "/" + stem + "@" + digest.id().substring(0, 12);
    }
}
