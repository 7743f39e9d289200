package io.insitu.ops.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.insitu.ops.cli.ImportSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The audit against rewards that were found again by replaying every call; only where the recorded data lies here. */
class RecordedOutcomesTest {
    @Test
    void wrongSuccessesAreFoundAndRightOnesAreNotBlamed() throws Exception {
        Agreement all = measured("tau-bench", "tau-bench-evolution");
        System.out.println("audit of recorded outcomes: " + all.summary());
        assertThat(all.compared())
                .as("graded attempts at tasks that say what they expect")
                .isGreaterThanOrEqualTo(1_800);
        assertThat(all.precision()).isGreaterThanOrEqualTo(0.95);
        assertThat(all.recall()).isGreaterThanOrEqualTo(0.95);
        assertThat(all.agreement()).isGreaterThanOrEqualTo(0.95);
    }

    private static Agreement measured(String... folders) throws Exception {
        List<Path> rewards = new ArrayList<>();
        List<ImportSource> sources = new ArrayList<>();
        for (String folder : folders) {
            Path data = data().resolve(folder);
            assumeThat(data)
                    .as("no ../shared/data beside this checkout: the audit is not measured")
                    .exists();
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = file.toString();
                    if (name.contains("verified-rewards")) {
                        rewards.add(file);
                    } else if (name.contains("trajectories") || name.contains("runs") || name.contains("metric_")) {
                        sources.addAll(ImportSource.of(file, ImportSource.AUTO, line -> {}));
                    }
                }
            }
        }
        Agreement agreement = new Agreement(VerifiedRewards.read(rewards));
        new FileAudit(sources, null, line -> {}).run(agreement::add);
        return agreement;
    }

    private static Path data() throws IOException {
        Path folder = Path.of("").toRealPath();
        while (folder != null) {
            Path data = folder.resolve("shared/data");
            if (Files.exists(data.resolve("EXPECTED.json"))) {
                return data;
            }
            folder = folder.getParent();
        }
        return Path.of("shared/data");
    }
}
