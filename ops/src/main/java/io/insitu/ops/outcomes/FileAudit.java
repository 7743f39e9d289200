package io.insitu.ops.outcomes;

import io.insitu.connectors.importing.ImportReport;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.ImportSource;
import io.insitu.processors.score.OutcomeAudit;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Trajectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Audits recorded files as the score stage would, but with the evidence of all of them before the first is judged. */
final class FileAudit {
    private final List<ImportSource> sources;
    private final @Nullable String lineage;
    private final OutcomeAudit audit = new OutcomeAudit(ScoreConfig.defaults(), new HeapMemories());
    private final Consumer<String> complaints;
    private long refused;

    /**
     * @param lineage whose attempts they are; null: each format is a lineage of its own
     * @param complaints hears of each record that could not be used, a line each
     */
    FileAudit(List<ImportSource> sources, @Nullable String lineage, Consumer<String> complaints) {
        this.sources = List.copyOf(sources);
        this.lineage = lineage;
        this.complaints = complaints;
    }

    Findings run(Consumer<Audited> visitor) throws InterruptedException {
        each((path, attempt) -> audit.note(attempt), line -> {});
        Findings findings = new Findings();
        each(
                (path, attempt) -> {
                    Audited one = audited(path, attempt);
                    if (one == null) {
                        findings.ungraded();
                    } else {
                        findings.add(one);
                        visitor.accept(one);
                    }
                },
                complaints);
        return findings;
    }

    private @Nullable Audited audited(Path path, Trajectory attempt) {
        boolean graded = attempt.getOutcome() == OutcomeKind.SUCCESS || attempt.getOutcome() == OutcomeKind.FAILURE;
        return graded ? Audited.of(attempt, path.toString(), audit.opinion(attempt)) : null;
    }

    /** How many records could not be used. */
    long refused() {
        return refused;
    }

    private void each(BiConsumer<Path, Trajectory> visitor, Consumer<String> lines) throws InterruptedException {
        refused = 0;
        for (ImportSource source : sources) {
            String of = lineage == null ? source.format().name() : lineage;
            for (Path file : source.files()) {
                try {
                    ImportReport report =
                            RecordedAttempts.each(source.format(), file, of, attempt -> visitor.accept(file, attempt));
                    report.refused().forEach(lines);
                    refused += report.refusedTotal();
                } catch (IOException e) {
                    throw new UserError(file + ": " + UserError.reason(e));
                }
            }
        }
    }
}
