package io.insitu.connectors.taubench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.serde.RecordLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can be done with a file of tau-bench runs: count it, or tell it to the log. */
public final class TauBenchImport {
    private static final int REFUSALS_KEPT = 100;

    private TauBenchImport() {}

    /**
     * The file in numbers, under the names that tau-bench data uses. Records that cannot be read are not counted.
     *
     * @param refusals hears of each of them
     * @throws IOException when the file cannot be opened
     */
    public static ObjectNode stats(Path file, Consumer<Refusal> refusals) throws IOException, InterruptedException {
        TauBenchStats stats = new TauBenchStats();
        TauBenchFile.read(file, new Each() {
            @Override
            public void record(TauBenchRecord record) {
                stats.add(record);
            }

            @Override
            public void refused(Refusal refusal) {
                refusals.accept(refusal);
            }
        });
        return stats.toJson();
    }

    /** Reads the file twice: groups must be known before their first attempt is told. */
    public static ImportReport interactions(Path file, ImportTarget target, ImportSink sink)
            throws IOException, InterruptedException {
        TauBenchInteractions interactions = new TauBenchInteractions(fileId(file), target);
        Map<String, Integer> trials = new HashMap<>();
        TauBenchFile.read(file, new Each() {
            @Override
            public void record(TauBenchRecord record) {
                if (tooLarge(interactions.of(record, 1)) == null) {
                    trials.merge(record.taskId(), 1, Integer::sum);
                }
            }
        });
        Telling telling = new Telling(file, interactions, trials, sink);
        TauBenchFile.read(file, telling);
        return telling.report();
    }

    /** The first of these events that no record can hold, in words; null when all can. */
    private static @Nullable String tooLarge(List<Interaction> events) {
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
    private static String fileId(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        int dot = name.indexOf(".json");
        String stem = dot > 0 ? name.substring(0, dot) : name;
        stem = stem.substring(0, Math.min(stem.length(), 100)); // ids have at most 256 characters
        return "tau-bench/" + stem + "@"
                + Digest.ofBytes(Files.readAllBytes(file)).substring(0, 12);
    }

    /** Sees every record; most uses hear of refusals once only. */
    private abstract static class Each implements TauBenchFile.Reader {
        @Override
        public void refused(Refusal refusal) {}
    }

    private static final class Telling implements TauBenchFile.Reader {
        private final Path file;
        private final TauBenchInteractions interactions;
        private final Map<String, Integer> trials;
        private final ImportSink sink;
        private final List<String> refused = new ArrayList<>();
        private long trajectories;
        private long events;
        private long notTaken;
        private long refusedTotal;

        Telling(Path file, TauBenchInteractions interactions, Map<String, Integer> trials, ImportSink sink) {
            this.file = file;
            this.interactions = interactions;
            this.trials = trials;
            this.sink = sink;
        }

        @Override
        public void record(TauBenchRecord record) throws InterruptedException {
            List<Interaction> told = interactions.of(record, trials.getOrDefault(record.taskId(), 1));
            String tooLarge = tooLarge(told);
            if (tooLarge != null) { // all of a run or nothing: half of one would teach something else
                String original = record.original().toString();
                refused(new Refusal(file, record.number(), DeadLetterReason.TOO_LARGE, tooLarge, original));
                return;
            }
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

        ImportReport report() {
            return new ImportReport(trajectories, events, notTaken, refused, refusedTotal);
        }
    }
}
