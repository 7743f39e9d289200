package io.insitu.connectors.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fact that the recorded data states about itself, for the formats that can be read; only where it lies here. */
class RecordedFactsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The data's word for a kind of file, and the format that reads it. */
    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("otlp", "otlp"),
            Map.entry("anyagent", "any-agent"),
            Map.entry("tau1", "tau-bench"),
            Map.entry("tau1round", "tau-bench"),
            Map.entry("tau2", "tau2"),
            Map.entry("bfcl", "bfcl"),
            Map.entry("alfworld", "reflexion-trials"),
            Map.entry("humaneval", "reflexion-code"),
            Map.entry("sweagent", "swe-agent"),
            Map.entry("swe", "mini-swe-agent"),
            Map.entry("sft", "openai-chat"),
            Map.entry("mcp", "mcp"));
    /** What the data says about a file beside what is counted in it. */
    private static final List<String> NOT_COUNTED =
            List.of("kind", "verified", "source_path", "source_rev", "whole_file", "redacted_fields");

    @Test
    void theDataIsThereOrElseThisClassShowsNothing() throws IOException {
        assumeThat(RecordedData.folder().resolve("EXPECTED.json"))
                .as("no ../shared/data beside this checkout: the recorded facts are not compared")
                .exists();
        assertThat(entries()).hasSize(80);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("entries")
    void everyFactIsFoundAgain(String name, JsonNode expected) throws Exception {
        Path path = RecordedData.folder().resolve(name);
        List<Path> files = new ArrayList<>();
        for (Path file : filesOf(path)) {
            Formats.of(file).ifPresent(format -> {
                assertThat(format.name())
                        .isEqualTo(FORMATS.get(expected.path("kind").asText()));
                files.add(file);
            });
        }
        TraceFormat format = Formats.of(files.get(0)).orElseThrow();
        List<String> refused = new ArrayList<>();
        JsonNode stats = JSON.readTree(new Importer(format)
                .stats(files, refusal -> refused.add(refusal.line()))
                .toString());
        assertThat(refused).isEmpty();
        JsonNode facts = expected.path("stats").isObject() ? expected.path("stats") : expected;
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            if (!NOT_COUNTED.contains(fact.getKey())) {
                assertThat(stats.path(fact.getKey())).as(fact.getKey()).isEqualTo(fact.getValue());
            }
        }
    }

    @Test
    void everyFileOfAFolderIsInAFormat() throws Exception {
        Path data = RecordedData.folder();
        assumeThat(data.resolve("EXPECTED.json"))
                .as("no ../shared/data beside this checkout: the recorded folders are not compared")
                .exists();
        int folders = 0;
        for (Map.Entry<String, JsonNode> entry :
                JSON.readTree(data.resolve("EXPECTED.json").toFile()).properties()) {
            if (entry.getValue().path("kind").asText().equals("dir")) {
                folders++;
                int recognised = 0;
                try (Stream<Path> files = Files.walk(data.resolve(entry.getKey()))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        recognised += Formats.of(file).isPresent() ? 1 : 0;
                    }
                }
                assertThat(recognised)
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue().path("files").asInt());
            }
        }
        assertThat(folders).isEqualTo(2);
    }

    static List<Object[]> entries() throws IOException {
        Path facts = RecordedData.folder().resolve("EXPECTED.json");
        List<Object[]> entries = new ArrayList<>();
        if (Files.exists(facts)) {
            for (Map.Entry<String, JsonNode> entry :
                    JSON.readTree(facts.toFile()).properties()) {
                if (FORMATS.containsKey(entry.getValue().path("kind").asText())) {
                    entries.add(new Object[] {entry.getKey(), entry.getValue()});
                }
            }
        }
        return entries;
    }

    private static List<Path> filesOf(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
