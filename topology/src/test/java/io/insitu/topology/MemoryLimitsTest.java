package io.insitu.topology;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.assemble.AssembleConfig;
import io.insitu.processors.distil.AskingConfig;
import io.insitu.processors.distil.AskingPlan;
import io.insitu.processors.distil.DistilConfig;
import io.insitu.processors.score.Graces;
import io.insitu.processors.score.RubricPlan;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.processors.select.SelectConfig;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every memory has a limit by number, and it is written down which. */
class MemoryLimitsTest {
    private static final Path README = Path.of("../processors/README.md");
    private static final int OPEN = 6;
    private static final int CLOSED = 12;
    private static final int STEPS = 16;
    private static final int ENTRIES = 40;
    private static final int FACTS = 60;
    private static final int GROUPS = 4;
    private static final int GROUP_SIZE = 4;
    private static final int HELD = 24;
    private static final int REMEMBERED = 64;
    private static final int SLOTS = 8;
    private static final int ENTRIES_OF_LIBRARY = 6;
    private static final int FRESH = 4;
    private static final int REPLAY = 6;

    /** The most each store may hold of one lineage in one partition, under {@link #tight}. */
    private static final Map<String, Integer> MOST = Map.ofEntries(
            entry("assemble-steps", OPEN * STEPS),
            entry("assemble-marks", (OPEN + CLOSED) * 2 * STEPS),
            entry("assemble-standings", OPEN + CLOSED),
            entry("assemble-dues", OPEN + CLOSED),
            entry("assemble-time", 1),
            entry("journal-seen", 2 * ENTRIES + 1),
            entry("lineage-faculties", 1),
            entry("score-groups", GROUPS + HELD),
            entry("score-attempts", GROUPS * GROUP_SIZE + HELD),
            entry("score-places", GROUPS * GROUP_SIZE + HELD + 1_024),
            entry("score-dues", GROUPS + HELD + 1_024 + 1),
            entry("score-questions", 2 * 256 + HELD),
            entry("score-said", HELD),
            entry("score-tasks", 2 * 4_096),
            entry("score-truths", 1),
            entry("distil-attempts", REMEMBERED),
            entry("distil-places", REMEMBERED),
            entry("distil-positions", 1),
            entry("distil-conditions", SLOTS),
            entry("distil-words", 4_096),
            entry("distil-principles", ENTRIES_OF_LIBRARY),
            entry("distil-tools", ENTRIES_OF_LIBRARY),
            entry("distil-trials", ENTRIES_OF_LIBRARY),
            entry("distil-recordings", REMEMBERED),
            entry("distil-flows", SLOTS),
            entry("distil-practices", 256 + 4),
            entry("distil-standings", 2_048),
            entry("distil-called", 1),
            entry("distil-cases", 64),
            entry("distil-questions", 1),
            entry("recall-pace", 1),
            entry("select-states", 1),
            entry("select-pool", 4 * FRESH + REPLAY),
            entry("gate-states", 1),
            entry("gate-probes", 1),
            entry("gate-replicas", 1),
            entry("gate-versions", 512),
            entry("lineage-effects", FACTS * 1_024),
            entry("lineage-causes", FACTS),
            entry("lineage-order", FACTS + 1));

    @Test
    void theTableNamesEveryStoreAndTheTestsBehindIt() throws IOException {
        List<String[]> rows = Files.readAllLines(README).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1))
                .toList();
        assertThat(rows)
                .extracting(row -> row[1].strip().replace("`", ""))
                .as("stores in the table of %s, in the order they are declared", README)
                .containsExactlyElementsOf(
                        Stores.all().stream().map(StoreSpec::name).toList());
        TreeSet<String> tests = new TreeSet<>();
        for (Path module : List.of(Path.of("."), Path.of("../processors"))) {
            try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
                files.forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
            }
        }
        assertThat(rows).allSatisfy(row -> {
            assertThat(row[2]).as("%s: at most", row[1]).matches(".*\\d.*");
            assertThat(row[3]).as("%s: what gives way", row[1]).isNotBlank();
            assertThat(tests)
                    .as("%s: tested by", row[1])
                    .contains(row[4].strip().replace("`", ""));
        });
    }

    @Test
    void howeverMuchComesNoStoreHoldsMoreThanItMay() {
        assertThat(MOST)
                .containsOnlyKeys(Stores.all().stream().map(StoreSpec::name).toList());
        Map<String, Integer> reached = new TreeMap<>();
        TreeSet<String> said = new TreeSet<>();
        try (Pipeline pipeline = Pipeline.fresh(tight())) {
            Random random = new Random(7);
            for (int block = 0; block < 30; block++) {
                pipeline.give(block(random, block));
                pipeline.state().forEach((store, entries) -> {
                    assertThat(entries.size()).as(store).isLessThanOrEqualTo(MOST.get(store));
                    reached.merge(store, entries.size(), Math::max);
                });
                pipeline.said(Topics.DEAD_LETTERS).stream()
                        .filter(letter -> letter.getReason() == DeadLetterReason.LIMIT_REACHED)
                        .map(letter -> letter.getDetail().replaceAll("[:;].*", ""))
                        .forEach(said::add);
            }
        }
        assertThat(reached)
                .as("limits that were reached: the flood was one")
                .containsEntry("assemble-standings", OPEN + CLOSED)
                .containsEntry("assemble-dues", OPEN + CLOSED)
                .containsEntry("journal-seen", 2 * ENTRIES + 1)
                .containsEntry("score-said", HELD)
                .containsEntry("distil-attempts", REMEMBERED)
                .containsEntry("distil-places", REMEMBERED)
                .containsEntry("distil-conditions", SLOTS)
                .containsEntry("distil-principles", ENTRIES_OF_LIBRARY)
                .containsEntry("distil-tools", ENTRIES_OF_LIBRARY)
                .containsEntry("distil-trials", ENTRIES_OF_LIBRARY)
                .containsEntry("distil-recordings", REMEMBERED)
                .containsEntry("select-pool", 4 * FRESH + REPLAY)
                .containsEntry("lineage-causes", FACTS)
                .containsEntry("lineage-order", FACTS + 1);
        assertThat(said)
                .contains(
                        OPEN + " trajectories are open and there is room for no more",
                        CLOSED + " closed trajectories are remembered and there is room for no more",
                        ENTRIES + " journal entries are remembered and there is room for no more",
                        GROUPS + " groups are open and there is room for no more",
                        HELD + " attempts of closed groups are held and there is room for no more");
    }

    /** Some groups at new tasks, of which some attempts never end; a tick, a second later. */
    private static List<Interaction> block(Random random, int block) {
        List<Interaction> log = new ArrayList<>();
        log.add(Logs.tick(Logs.START_MS + block * 1_000L));
        for (int group = 0; group < 8; group++) {
            String object = List.of("laptop", "phone", "lamp").get(random.nextInt(3));
            String term = "term" + random.nextInt(6);
            for (Interaction event :
                    Desk.group("desk", "task-" + block + "-" + group, object, List.of("refund", term))) {
                boolean last = event.getSeq() == 7;
                if (!last || random.nextInt(6) > 0) {
                    log.add(event);
                }
            }
        }
        return log;
    }

    private static TopologyConfig tight() {
        TopologyConfig shipped = TopologyConfig.defaults();
        RubricPlan judged = new RubricPlan(
                Map.of("outcome", 1.0, "judge", 0.5), 0.5, 3, true, "was it right?", 0.1, Graces.defaults());
        return new TopologyConfig(
                "",
                "",
                new AssembleConfig(120_000, 15_000, 6 * 3_600_000L, 600_000, STEPS, 768 * 1024, OPEN, CLOSED),
                new ScoreConfig(0.02, 0.1, GROUPS, GROUP_SIZE, HELD, List.of("lookup"), judged, Map.of()),
                new DistilConfig(16, SLOTS, REMEMBERED, 2, 2, 3, 0.9, 0.2, 0.3, 1.0, 3, 0.8, 5, ENTRIES_OF_LIBRARY),
                new AskingConfig(new AskingPlan(true, 4, 20), Map.of()),
                shipped.recall(),
                shipped.gate(),
                new SelectConfig(FRESH, 4, REPLAY, 1_024, 40_000, 300_000, Method.SFT, 8, 16, 1e-3, 1),
                shipped.rememberEntriesMs(),
                ENTRIES,
                FACTS,
                true);
    }
}
