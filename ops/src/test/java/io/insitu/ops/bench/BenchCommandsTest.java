package io.insitu.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That every number is there and means what its name says; how large it is depends on the machine. */
class BenchCommandsTest {
    @Test
    void trainingIsMeasuredBesideItsCeiling() throws Exception {
        Typed typed = Typed.of("bench", "train", "--steps", 1, "--sequences", 1, "--threads", 1, "--busy", 1, "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        JsonNode demo = new ObjectMapper().readTree(typed.out()).path("demo");
        assertThat(demo.path("tokensPerStep").asInt()).isEqualTo(256);
        for (JsonNode round : new JsonNode[] {demo, demo.path("besideBusyProcess")}) {
            double tokens = round.path("tokensPerCpuSecond").asDouble();
            double ceiling = round.path("ceilingTokensPerCpuSecond").asDouble();
            assertThat(tokens).isPositive();
            assertThat(round.path("shareOfCeiling").asDouble())
                    .isCloseTo(tokens / ceiling, within(1e-9)); // of one step
            assertThat(round.path("gemmGflopsPerCpuSecond").asDouble() * 1e9)
                    .isCloseTo(ceiling * demo.path("flopPerToken").asDouble(), withinPercentage(1e-6));
        }
        assertThat(demo.path("statedMb").asLong()).isPositive();
    }

    /** Who answers here is no PEFT: only what is made of its answers is tested. */
    @Test
    void whoTakesTurnsWithUsIsAskedForEachStep(@TempDir Path folder) throws Exception {
        Path peer = folder.resolve("peer");
        Files.writeString(
                peer,
                "#!/bin/sh\nread shape\necho '{\"versions\": \"nobody 1\", \"microBatch\": 1}'\n"
                        + "while read line; do echo '{\"seconds\": 2, \"cpuSeconds\": 4}'; done\n");
        assertThat(peer.toFile().setExecutable(true)).isTrue();
        Typed typed =
                Typed.of("bench", "train", "--steps", 1, "--sequences", 1, "--threads", 1, "--peft", peer, "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        JsonNode demo = new ObjectMapper().readTree(typed.out()).path("demo");
        JsonNode peft = demo.path("peft");
        assertThat(peft.path("versions").asText()).isEqualTo("nobody 1");
        assertThat(peft.path("tokensPerCpuSecond").asDouble()).isEqualTo(64);
        assertThat(peft.path("tokensPerSecond").asDouble()).isEqualTo(128);
        assertThat(peft.path("timesPerCpuSecond").asDouble())
                .isCloseTo(demo.path("tokensPerCpuSecond").asDouble() / 64, withinPercentage(1e-6));
    }

    @Test
    void whoCannotTakeTurnsIsOneLine(@TempDir Path folder) throws Exception {
        Path without = folder.resolve("without");
        Files.writeString(without, "#!/bin/sh\nread shape\necho '{\"error\": \"peft is not installed\"}'\n");
        assertThat(without.toFile().setExecutable(true)).isTrue();
        Typed lacking = Typed.of("bench", "train", "--peft", without);
        assertThat(lacking.exitCode()).isEqualTo(1);
        assertThat(lacking.complaint()).contains("peft is not installed").hasLineCount(1);
        Typed absent = Typed.of("bench", "train", "--peft", folder.resolve("none"));
        assertThat(absent.exitCode()).isEqualTo(1);
        assertThat(absent.complaint()).contains("none").hasLineCount(1);
    }

    @Test
    void everyMethodIsExaminedBeforeAfterAndLate() throws Exception {
        Typed typed = Typed.of(
                "bench",
                "learn",
                "--seeds",
                2,
                "--rounds",
                1,
                "--longer",
                2,
                "--tickets",
                4,
                "--attempts",
                4,
                "--exam",
                10,
                "--elsewhere",
                2,
                "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        JsonNode told = new ObjectMapper().readTree(typed.out());
        for (String method : new String[] {"sft", "dpo", "nft", "grpo"}) {
            JsonNode seeds = told.path(method).path("perSeed");
            assertThat(seeds).hasSize(2);
            double gain = 0;
            for (JsonNode seed : seeds) {
                assertThat(seed.at("/0/round").asInt()).isZero();
                assertThat(seed.at("/1/round").asInt()).isEqualTo(1);
                assertThat(seed.at("/2/round").asInt()).isEqualTo(2);
                gain += (seed.at("/1/learnt").asDouble() - seed.at("/0/learnt").asDouble()) / 2;
            }
            assertThat(told.path(method).at("/newTickets/gain/mean").asDouble()).isCloseTo(gain, within(1e-9));
            // Before any lesson all methods stand where the base stands.
            assertThat(seeds.at("/0/0")).isEqualTo(told.path("sft").at("/perSeed/0/0"));
        }
    }

    @Test
    void eachImporterStandsBesideBareReadingOfItsFiles(@TempDir Path folder) throws Exception {
        String line =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Keep it?\"},{\"role\":\"assistant\",\"content\":\"Yes.\"}]}\n";
        Files.writeString(folder.resolve("a.jsonl"), line.repeat(3) + "{\"messages\":7}\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("b.jsonl.gz")))) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve("README.md"), "not a run");

        Typed typed = Typed.of("bench", "import", folder, "--rounds", 2, "--json");

        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        JsonNode told = new ObjectMapper().readTree(typed.out());
        assertThat(told.size()).isEqualTo(1);
        JsonNode chat = told.path("openai-chat");
        assertThat(chat.path("files").asInt()).isEqualTo(2);
        assertThat(chat.path("records").asInt()).isEqualTo(4);
        assertThat(chat.path("refused").asInt()).isEqualTo(1);
        assertThat(chat.path("events").asInt()).as("start, two messages, end").isEqualTo(16);
        double textMb = (4 * line.length() + 15) / 1e6;
        assertThat(chat.path("textMb").asDouble()).isCloseTo(textMb, within(1e-9));
        assertThat(chat.path("recordsPerSecond").asDouble())
                .isCloseTo(chat.path("mbPerSecond").asDouble() * 4 / textMb, withinPercentage(1e-6));
        assertThat(chat.path("shareOfCeilingLow").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(chat.path("shareOfCeiling").asDouble());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --shape tiny",
                "train --steps 0",
                "train --busy -1",
                "import --rounds 0",
                "import no/such/file",
                "import pom.xml",
                "learn --methods ppo",
                "learn --seeds 0",
                "learn --attempts 1",
                "learn --lr 0"
            })
    void whatCannotBeMeasuredIsWrongUse(String words) {
        Typed typed = Typed.of((Object[]) ("bench " + words).split(" "));
        assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
        assertThat(typed.complaint()).startsWith("insitu: ").hasLineCount(1);
    }
}
