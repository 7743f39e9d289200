package io.insitu.ops.outcomes;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.insitu.ops.cli.ImportSource;
import io.insitu.processors.score.Disagreement;
import io.insitu.processors.score.OutcomeAudit.Check;
import io.insitu.schemas.event.Trajectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The recorded runs beside this checkout, with the rewards that were found again; without them nothing is measured. */
final class RecordedData {
    private final List<Path> rewards = new ArrayList<>();
    private final List<ImportSource> sources = new ArrayList<>();

    private RecordedData() {}

    static RecordedData of(String... folders) throws IOException {
        RecordedData data = new RecordedData();
        for (String folder : folders) {
            Path root = root().resolve(folder);
            assumeThat(root)
                    .as("no ../shared/data beside this checkout: nothing is measured")
                    .exists();
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(Files::isRegularFile).sorted().forEach(data::add);
            }
        }
        return data;
    }

    private void add(Path file) {
        String name = file.toString();
        if (name.contains("verified-rewards")) {
            rewards.add(file);
        } else if (name.contains("trajectories")
                || name.contains("runs")
                || name.contains("metric_")
                || (name.contains("traceloop-proto") && !name.endsWith("index.json"))) {
            sources.addAll(ImportSource.of(file, ImportSource.AUTO, line -> {}));
        }
    }

    List<ImportSource> sources() {
        return sources;
    }

    VerifiedRewards rewards() {
        return VerifiedRewards.read(rewards);
    }

    /** A run, where it was recorded, and its reward; null: nothing was there to replay. */
    @FunctionalInterface
    interface Visitor {
        void run(Path file, Trajectory attempt, @Nullable Double replayed);
    }

    void each(Visitor visitor) throws IOException, InterruptedException {
        VerifiedRewards verified = rewards();
        for (ImportSource source : sources) {
            for (Path file : source.files()) {
                RecordedAttempts.each(
                        source.format(),
                        file,
                        source.format().name(),
                        attempt -> visitor.run(file, attempt, verified.of(named(file, attempt))));
            }
        }
    }

    private static Audited named(Path file, Trajectory attempt) {
        String trial = attempt.getAttributes().getOrDefault("trial", "");
        return new Audited(
                "",
                attempt.getTaskId(),
                trial,
                file.toString(),
                "",
                Check.IMPOSSIBLE,
                0,
                0,
                List.of(),
                Disagreement.about(attempt));
    }

    private static Path root() throws IOException {
        for (Path folder = Path.of("").toRealPath(); folder != null; folder = folder.getParent()) {
            Path data = folder.resolve("shared/data");
            if (Files.exists(data.resolve("EXPECTED.json"))) {
                return data;
            }
        }
        return Path.of("shared/data");
    }
}
