package io.insitu.connectors.importing;

import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * One attempt at a task, as its agent would have told it.
 *
 * @param started its task; group and file are filled in by the import
 * @param steps what happened, in order
 * @param ended what became of it
 */
public record Run(TaskStarted started, List<SpecificRecord> steps, TrajectoryEnded ended) {
    public Run {
        steps = List.copyOf(steps);
    }
}
