package io.insitu.connectors.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells the runs of one file to a sink, and counts. */
final class Telling implements RecordReader.Each {
    private static final int REFUSALS_KEPT = 100;
    private static final int MOST_MET = 200_000;

    private final TraceFormat format;
    private final Path file;
    private final Teller teller;
    private final RunEvents runEvents;
    private final Map<String, Integer> groupSizes;
    private final ImportTarget target;
    private final ImportSink sink;
    private final Set<String> met = new HashSet<>(); // trajectories of loose events
    private final List<String> refused = new ArrayList<>();
    private long lastRecord;
    private long trajectories;
    private long events;
    private long notTaken;
    private long refusedTotal;

    Telling(TraceFormat format, Path file, ImportTarget target, Map<String, Integer> groupSizes, ImportSink sink)
            throws IOException {
        this.format = format;
        this.file = file;
        this.teller = format.teller(file);
        this.runEvents = new RunEvents(format.source(), RunEvents.fileId(format.name(), file), target);
        this.groupSizes = groupSizes;
        this.target = target;
        this.sink = sink;
    }

    @Override
    public void record(long number, JsonNode record) throws InterruptedException {
        lastRecord = number;
        if (teller instanceof EventTeller tellsEvents) {
            loose(number, tellsEvents.events(record, target));
        } else {
            tell(teller.tell(number, record));
        }
    }

    private void tell(List<Run> runs) throws InterruptedException {
        for (int place = 0; place < runs.size(); place++) {
            Run run = runs.get(place);
            int trials = format.hasTrials() ? groupSizes.getOrDefault(RunEvents.taskName(run), 1) : 0;
            List<Interaction> told = runEvents.of(run, lastRecord, place, trials);
            String tooLarge = RunEvents.tooLarge(told);
            if (tooLarge != null) { // all of a run or nothing: half of one would teach something else
                throw new UnusableException(DeadLetterReason.TOO_LARGE, tooLarge);
            }
            send(told);
        }
    }

    /** Events that know where they belong; what they belong to may be in several records, and in several files. */
    private void loose(long number, EventTeller.Told told) throws InterruptedException {
        for (Interaction event : told.events()) {
            if (sink.event(event)) {
                events++;
            } else {
                notTaken++;
            }
            trajectories += met.size() < MOST_MET && met.add(event.getTrajectoryId()) ? 1 : 0;
        }
        for (EventTeller.Unusable one : told.refused()) {
            refused(Refusal.of(
                    format.source(),
                    file,
                    number,
                    one.reason(),
                    one.detail(),
                    ByteBuffer.wrap(one.original()),
                    one.original().length));
        }
    }

    private void send(List<Interaction> told) throws InterruptedException {
        long lostBefore = notTaken;
        for (Interaction event : told) {
            if (sink.event(event)) {
                events++;
            } else {
                notTaken++;
            }
        }
        trajectories += notTaken == lostBefore ? 1 : 0;
    }

    @Override
    public void refused(Refusal refusal) throws InterruptedException {
        refusedTotal++;
        if (refused.size() < REFUSALS_KEPT) {
            refused.add(refusal.line());
        }
        sink.refused(refusal);
    }

    /** After the last record. */
    ImportReport finish() throws InterruptedException {
        lastRecord++; // not the name of the run that the last record completed
        try {
            tell(teller.rest());
        } catch (UnusableException e) {
            refused(Refusal.of(format.source(), file, lastRecord, e.reason(), e.detail(), ByteBuffer.allocate(0), 0));
        }
        return new ImportReport(trajectories, events, notTaken, refused, refusedTotal, teller.missing());
    }
}
