package io.insitu.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Main;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.replay.Digests;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Site;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Experience;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final int EPISODES = 24;
    /** What a run must leave behind; principles and the pool come from the arm that may learn. */
    private static final List<StoreSpec> FILLED = List.of(
            Stores.JOURNAL_SEEN,
            Stores.LINEAGE_FACULTIES,
            Stores.SCORE_GROUPS,
            Stores.SCORE_ATTEMPTS,
            Stores.DISTIL_ATTEMPTS,
            Stores.DISTIL_CONDITIONS,
            Stores.DISTIL_PRINCIPLES,
            Stores.SELECT_POOL,
            Stores.GATE_STATES,
            Stores.GATE_REPLICAS,
            Stores.LINEAGE_EFFECTS);

    @TempDir
    Path folder;

    @Test
    void aSmallRunFlowsFromTicketToReportAndItsReplayIsEqual() throws Exception {
        Path data = folder.resolve("data");
        Path report = folder.resolve("report");

        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream usual = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(demo(data, report, "--device", "auto")).isZero();
        } finally {
            System.setErr(usual);
            usual.print(said);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("device auto")))
                .as("one line says where adapters are trained, and why")
                .singleElement(STRING)
                .startsWith("insitu: training on ");

        JsonNode json = json(report);
        assertThat(json.path("run").path("complete").asBoolean()).isTrue();
        for (String arm : List.of("frozen", "all")) {
            JsonNode measured = json.path("arms").path(arm);
            assertThat(measured.path("episodes").asInt()).isEqualTo(EPISODES);
            assertThat(measured.path("calls").path("refused").asInt()).isZero();
            assertThat(measured.path("calls").path("quiet").path("count").asInt())
                    .as("every attempt calls its policy")
                    .isGreaterThanOrEqualTo(EPISODES);
        }
        assertThat(json.path("arms").path("frozen").path("principlesPublished").asInt())
                .isZero();
        assertThat(json.path("arms").path("all").path("principlesPublished").asInt())
                .isPositive();
        assertThat(Files.readString(report.resolve("report.html"))).contains("<svg", "frozen");
        hasTheKeysOfTheReadme(json);

        // A second start finds nothing left to do, and says the same; only what the process itself took is its own.
        assertThat(demo(data, report)).isZero();
        assertThat(ofTheRun(json(report))).isEqualTo(ofTheRun(json));

        assertThat(Main.commandLine().execute("replay", "--data", data.toString(), "--into", "check", "--diff"))
                .isZero();
        assertThat(Main.commandLine().execute("audit-log", "--data", data.toString()))
                .isZero();
        // What a used namespace holds is not a rebuild from nothing.
        assertThat(Main.commandLine().execute("replay", "--data", data.toString(), "--into", "check", "--diff"))
                .isEqualTo(ExitCode.USAGE);
        try (Site site = Site.join(DataFolder.existing(data))) {
            LogReader log = new LogReader(site.clients(), site.serdes());
            assertThat(log.values(Topics.EXPERIENCE))
                    .as("every attempt is scored, once")
                    .hasSize(2 * EPISODES)
                    .allSatisfy(DemoIT::isWhole)
                    .extracting(experience -> experience.getTrajectory().getTrajectoryId())
                    .doesNotHaveDuplicates();
            assertThat(log.values(Topics.DEAD_LETTERS)).isEmpty();
            theStoresHoldWhatWasLearnt(log);
        }
    }

    /** Equal digests of empty stores would prove nothing. */
    private static void theStoresHoldWhatWasLearnt(LogReader log) {
        Map<String, Long> entries = new HashMap<>();
        new Digests(log).of(Evolution.APPLICATION).forEach(digest -> entries.put(digest.name(), digest.entries()));
        for (StoreSpec store : FILLED) {
            assertThat(entries.get(store.name())).as(store.name()).isPositive();
        }
    }

    /** The report's keys are a contract: each that ops/README.md names is there, and none that it does not name. */
    private static void hasTheKeysOfTheReadme(JsonNode report) throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String contract = readme.substring(readme.indexOf("## report.json"));
        List<String> named = new ArrayList<>();
        for (String line : contract.lines().filter(row -> row.startsWith("| `")).toList()) {
            for (String key : backticked(line.split("\\|", 3)[1])) {
                named.add(key);
                String path = key.startsWith(".") ? "/arms/all" + key.replace('.', '/') : pointer(key);
                assertThat(report.at(path).isMissingNode()).as(key).isFalse();
            }
        }
        assertThat(named)
                .contains("format", ".calls", ".latencies", "infrastructure")
                .hasSizeGreaterThan(20);
        Set<String> words = new HashSet<>();
        backticked(contract).forEach(key -> words.addAll(List.of(key.split("[^A-Za-z0-9]+"))));
        ObjectNode stable = report.deepCopy();
        ObjectNode arm = (ObjectNode) report.path("arms").path("all");
        stable.remove(List.of("arms", "deadLetters")); // keyed by arm and by reason
        assertThat(words).containsAll(keys(stable)).containsAll(keys(arm));
    }

    private static String pointer(String key) {
        return "/" + key.replace("<name>", "all").replace('.', '/');
    }

    private static List<String> backticked(String text) {
        return Pattern.compile("`([^`]+)`")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new HashSet<>();
        node.properties().forEach(field -> {
            keys.add(field.getKey());
            keys.addAll(keys(field.getValue()));
        });
        return keys;
    }

    private static JsonNode json(Path report) throws Exception {
        return new ObjectMapper().readTree(report.resolve("report.json").toFile());
    }

    private static JsonNode ofTheRun(JsonNode report) {
        ObjectNode copy = report.deepCopy();
        ((ObjectNode) copy.path("infrastructure")).remove(List.of("startSeconds", "rssMb"));
        return copy;
    }

    private static void isWhole(Experience experience) {
        assertThat(experience.getTrajectory().getSteps()).isNotEmpty();
        assertThat(experience.getCauses()).isNotEmpty();
    }

    private static int demo(Path data, Path report, String... more) {
        List<String> arguments = new ArrayList<>(List.of("demo", "--headless", "--pace", "20"));
        arguments.addAll(List.of("--episodes", String.valueOf(EPISODES)));
        arguments.addAll(List.of("--data", data.toString(), "--report", report.toString()));
        arguments.addAll(List.of(more));
        return Main.commandLine().execute(arguments.toArray(String[]::new));
    }
}
