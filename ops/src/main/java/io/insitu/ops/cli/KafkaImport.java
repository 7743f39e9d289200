package io.insitu.ops.cli;

import io.insitu.connectors.importing.ImportReport;
import io.insitu.connectors.importing.ImportSink;
import io.insitu.connectors.importing.ImportTarget;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.OutboxSink;
import io.insitu.connectors.importing.Refusal;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.log.LogReader.Line;
import io.insitu.ops.log.LogTail;
import io.insitu.ops.serve.Learning;
import io.insitu.ops.serve.LearningParts;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Lag;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Interaction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells recorded runs to the log, sees to it that they are learnt from, and says what came of it. The process that runs
 * on the folder learns; where there is none, this one does until nothing is left to learn.
 */
final class KafkaImport {
    private static final Duration FLUSH = Duration.ofMinutes(5);
    /** Longer than an incomplete group waits for its other attempts. */
    private static final Duration STALLED = Duration.ofSeconds(150);

    private final String lineage;
    private final boolean json;
    private final RunIds told = new RunIds();
    /** One time for all files that are new: one that is there twice is then the same twice, and taken once. */
    private final long nowMs = System.currentTimeMillis();

    /** Ids of the files: each is the digest of a whole file. */
    private final Map<Path, String> ids = new HashMap<>();

    private long left;

    KafkaImport(String lineage, boolean json) {
        this.lineage = lineage;
        this.json = json;
    }

    int run(Site site, ImportSources sources) throws InterruptedException {
        try (Outbox outbox =
                Outbox.connect(SdkConfig.defaults(lineage), site.clients().producer(), site.serdes())) {
            if (!site.ours()) {
                say("the process on " + site.folder().root() + " learns from them");
                return learnt(site, outbox, sources, null);
            }
            say("nothing runs on " + site.folder().root() + ": learning here until all of it is learnt");
            try (Learning learning = Learning.start(site, outbox, LearningParts.withoutModel(), news -> {})) {
                return learnt(site, outbox, sources, learning);
            }
        }
    }

    private int learnt(Site site, Outbox outbox, ImportSources sources, @Nullable Learning learning)
            throws InterruptedException {
        LettersBefore letters = LettersBefore.on(new LogReader(site.clients(), site.serdes()));
        Table table = tell(outbox, sources, before(site, sources.known()), letters);
        awaitScored(site, learning);
        if (learning == null ? !awaitPast(site) : !learning.awaitStill(STALLED)) {
            throw new UserError("import: not everything was learnt within " + STALLED.toSeconds()
                    + " s; run it again, what arrived is not taken twice");
        }
        ImportOutcome outcome = ImportOutcome.on(new LogReader(site.clients(), site.serdes()), lineage, told);
        print(table, outcome);
        if (outcome.experience() < told.size()) {
            System.err.println("insitu: import: " + (told.size() - outcome.experience()) + " of " + told.size()
                    + " runs are on the log and not yet scored; see 'insitu letters', or the log of whoever learns");
        }
        return left == 0 && outcome.experience() == told.size() ? ExitCode.OK : ExitCode.FAILED;
    }

    private ToldBefore before(Site site, List<ImportSource> sources) {
        try {
            for (ImportSource source : sources) {
                for (Path file : source.files()) {
                    ids.put(file, new Importer(source.format()).idOf(file));
                }
            }
        } catch (IOException e) {
            throw new UserError("import: " + UserError.reason(e));
        }
        ToldBefore before = ToldBefore.on(new LogReader(site.clients(), site.serdes()), new HashSet<>(ids.values()));
        ids.forEach((file, id) -> {
            ToldBefore.Telling telling = before.of(id);
            if (telling != null && !telling.lineage().equals(lineage)) {
                throw UserError.usage(file + ": this log has its runs as lineage '" + telling.lineage()
                        + "', and a run is one lineage's; import it with --lineage " + telling.lineage()
                        + ", or into another --data");
            }
        });
        return before;
    }

    private Table tell(Outbox outbox, ImportSources sources, ToldBefore before, LettersBefore letters)
            throws InterruptedException {
        Table table = new Table("file", "format", "trajectories", "events", "known", "notTaken", "refused");
        Remembering sink = new Remembering(outbox, before, letters);
        for (Refusal refusal : sources.refused()) {
            sink.refused(refusal);
            say(refusal.line());
            table.row(String.valueOf(refusal.file().getFileName()), "unknown", 0, 0, 0, 0, 1);
            left++;
        }
        try {
            for (ImportSource source : sources.known()) {
                for (Path file : source.files()) {
                    tell(source, file, sink, table);
                }
            }
        } catch (IOException e) {
            throw new UserError("import: " + UserError.reason(e));
        }
        if (!outbox.flush(FLUSH)) {
            throw new UserError("import: not everything reached the log within " + FLUSH.toMinutes()
                    + " min; run it again, what arrived is not taken twice");
        }
        if (sink.lost() > 0) {
            throw new UserError(
                    "import: " + sink.lost() + " events were lost on their way to the log, see its log lines;"
                            + " run it again, what arrived is not taken twice");
        }
        return table;
    }

    private void tell(ImportSource source, Path file, Remembering sink, Table table)
            throws IOException, InterruptedException {
        Importer importer = new Importer(source.format());
        ToldBefore.Telling before = sink.before.of(ids.getOrDefault(file, ""));
        ImportTarget target = new ImportTarget(lineage, before == null ? nowMs : before.atMs());
        long knownBefore = sink.known;
        ImportReport report = importer.interactions(file, target, sink);
        report.refused().forEach(KafkaImport::say);
        report.missing().forEach(KafkaImport::say);
        table.row(
                String.valueOf(file.getFileName()),
                source.format().name(),
                report.trajectories(),
                report.events(),
                sink.known - knownBefore,
                report.notTaken(),
                report.refusedTotal());
        left += report.notTaken() + report.refusedTotal();
    }

    /** Until all are scored, or nothing more comes: whoever should learn may have stopped, and a group may stay open. */
    private void awaitScored(Site site, @Nullable Learning learning) {
        RunIds left = told.copy();
        long since = System.nanoTime();
        try (LogTail<Experience> scores = new LogTail<>(site.clients(), site.serdes(), Topics.EXPERIENCE)) {
            while (!left.isEmpty() && System.nanoTime() - since < STALLED.toNanos()) {
                List<Line<Experience>> news = scores.next();
                for (Line<Experience> line : news) {
                    if (left.remove(line.value().getTrajectory().getTrajectoryId())) {
                        since = System.nanoTime();
                    }
                }
                if (learning != null) {
                    learning.vitals().check();
                } else if (news.isEmpty() && !site.runs()) {
                    throw new UserError("import: the process on "
                            + site.folder().root() + " has ended; run it again, what arrived is not taken twice");
                }
            }
        }
    }

    /** What another process makes of a score comes with it or after it. Its workers are its own affair. */
    private static boolean awaitPast(Site site) throws InterruptedException {
        try (Lag lag = new Lag(site.clients())) {
            return lag.awaitPast(Evolution.APPLICATION, Evolution.SOURCES, STALLED);
        }
    }

    private void print(Table files, ImportOutcome outcome) {
        Table result = new Table(
                "lineage",
                "trajectories",
                "experience",
                "success",
                "failure",
                "broken",
                "unknown",
                "principles",
                "tools",
                "toolsWaiting");
        result.row(
                lineage,
                outcome.trajectories(),
                outcome.experience(),
                outcome.success(),
                outcome.failure(),
                outcome.broken(),
                outcome.unknown(),
                outcome.principles(),
                outcome.tools(),
                outcome.toolsWaiting());
        if (json) {
            files.printLines();
            result.printLines();
        } else {
            files.print(false);
            System.out.println();
            result.print(false);
        }
    }

    private static void say(String line) {
        System.err.println("insitu: " + line);
    }

    /** Sends what is not on the log yet, and keeps the names of all. */
    private final class Remembering implements ImportSink {
        private final OutboxSink sink;
        private final ToldBefore before;
        private final LettersBefore letters;
        private long known;

        Remembering(Outbox outbox, ToldBefore before, LettersBefore letters) {
            this.sink = new OutboxSink(outbox, InstantSource.system());
            this.before = before;
            this.letters = letters;
        }

        @Override
        public boolean event(Interaction event) throws InterruptedException {
            told.add(event.getTrajectoryId());
            if (before.has(event)) {
                known++;
                return true;
            }
            return sink.event(event);
        }

        @Override
        public void refused(Refusal refusal) throws InterruptedException {
            if (!letters.has(refusal)) {
                sink.refused(refusal);
            }
        }

        long lost() {
            return sink.lost();
        }
    }
}
