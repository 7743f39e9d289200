package io.insitu.connectors.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.atif.AtifTest;
import io.insitu.connectors.bfcl.BfclTest;
import io.insitu.connectors.chat.ChatTest;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.connectors.mcp.McpTest;
import io.insitu.connectors.minisweagent.MiniSweAgentTest;
import io.insitu.connectors.reflexion.ReflexionTest;
import io.insitu.connectors.sweagent.SweAgentTest;
import io.insitu.connectors.tau2.Tau2Test;
import io.insitu.connectors.taubench.TauBenchStatsTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    private static final Map<Class<?>, Map<String, String>> SAMPLES = Map.of(
            TauBenchStatsTest.class, Map.of("library.json", "tau-bench", "lending.json", "tau-bench"),
            Tau2Test.class, Map.of("garden.json", "tau2"),
            BfclTest.class, Map.of("kitchen.json", "bfcl"),
            ReflexionTest.class, Map.of("maze_trial_01.json", "reflexion-trials", "sums.jsonl", "reflexion-code"),
            MiniSweAgentTest.class,
                    Map.of("shed__lamp-1.traj.json", "mini-swe-agent", "bare.traj.json", "mini-swe-agent"),
            SweAgentTest.class, Map.of("shed__lamp-1.traj", "swe-agent", "talk.traj", "swe-agent"),
            AtifTest.class, Map.of("trajectory.json", "atif"),
            ChatTest.class, Map.of("desk.jsonl", "openai-chat", "sharegpt.json", "sharegpt"),
            McpTest.class, Map.of("session.jsonl", "mcp"));

    private static final Map<String, String> SHORT_SAMPLES = Map.of(
            "otlp", "{\"resourceSpans\": []}",
            "any-agent",
                    "{\"spans\": [{\"context\": {\"trace_id\": 1}, \"attributes\": {\"gen_ai.operation.name\": \"chat\"}}]}");

    @TempDir
    Path folder;

    @Test
    void everyFormatIsToldByItsContentWhateverTheFileIsCalled() throws Exception {
        int seen = 0;
        for (Map.Entry<Class<?>, Map<String, String>> samples : SAMPLES.entrySet()) {
            for (Map.Entry<String, String> sample : samples.getValue().entrySet()) {
                Path file = Samples.copy(samples.getKey(), sample.getKey(), folder);
                Path nameless = Files.copy(file, folder.resolve("nameless" + seen++));
                assertThat(Formats.of(nameless).map(TraceFormat::name))
                        .as(sample.getKey())
                        .contains(sample.getValue());
            }
        }
        for (Map.Entry<String, String> sample : SHORT_SAMPLES.entrySet()) {
            Path nameless = Samples.write(folder, "nameless" + seen++, sample.getValue());
            assertThat(Formats.of(nameless).map(TraceFormat::name))
                    .as(sample.getKey())
                    .contains(sample.getKey());
        }
        assertThat(Formats.all())
                .as("each has a sample")
                .allMatch(format -> SHORT_SAMPLES.containsKey(format.name())
                        || SAMPLES.values().stream().anyMatch(samples -> samples.containsValue(format.name())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000\u0001",
                "<project/>",
                "[]",
                "{}",
                "7",
                "{\"task_id\": 1}",
                "[{\"role\": \"user\", \"content\": \"hello\"}]",
                "{\"schema_version\": 1.4}",
                "[[[[[[[[[[[["
            })
    void whatIsInNoFormatIsInNone(String content) throws Exception {
        assertThat(Formats.of(Samples.write(folder, "x", content))).isEmpty();
    }

    @Test
    void aDamagedFirstRecordDoesNotHideTheFormat() throws Exception {
        String lines = "{\"messages\": oops}\n{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}\n";
        assertThat(Formats.of(Samples.write(folder, "x", lines)).map(TraceFormat::name))
                .contains("openai-chat");
        String array = "[{\"conversations\": [}, {\"conversations\": [{\"from\": \"human\", \"value\": \"hello\"}]}]";
        assertThat(Formats.of(Samples.write(folder, "y", array)).map(TraceFormat::name))
                .as("brackets that do not match hide what follows")
                .isEmpty();
    }

    @Test
    void namesAreUniqueAndKnown() {
        List<String> names = Formats.all().stream().map(TraceFormat::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names).allSatisfy(name -> assertThat(Formats.named(name)).isPresent());
    }
}
