package io.insitu.trainer.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.Presence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FindingsTest {
    @Test
    void aTableHasALineForEachNumberAndOneForEachNote() {
        Findings findings = new Findings("NVIDIA H200, 143 GB, driver 580.65, CUDA 13.0");
        findings.add(Finding.of("1.5B: step of 64 x 512", 0.435, "s"));
        findings.add(
                Finding.atLeast("1.5B: tokens a second", 75_328, "", 61_000).ofFloor(0.61));
        findings.add(Finding.atMost("tiny-llama: gradient off by", 0.04, "", 0.03));
        findings.note("7B: needs 160.0 GB of device memory, 139.0 GB are free");
        assertThat(findings.table().lines())
                .containsExactly(
                        "NVIDIA H200, 143 GB, driver 580.65, CUDA 13.0",
                        "                                                     measured          of floor       promised ",
                        "1.5B: step of 64 x 512                                  0.435 s                                ",
                        "1.5B: tokens a second                                  75,328              61 %      >= 61,000 met",
                        "tiny-llama: gradient off by                             0.040                         <= 0.030 missed",
                        "7B: needs 160.0 GB of device memory, 139.0 GB are free");
        assertThat(findings.met()).isFalse();
    }

    @Test
    void jsonSaysTheSame() {
        Findings findings = new Findings("a device");
        findings.add(Finding.atLeast("tokens", 100, "", 50).ofFloor(0.5));
        findings.add(Finding.of("memory", 21.5, "GB"));
        JsonNode json = findings.json();
        assertThat(json.path("met").asBoolean()).isTrue();
        assertThat(json.path("findings").get(0).toString())
                .isEqualTo("{\"what\":\"tokens\",\"value\":100.0,\"unit\":\"\",\"floorShare\":0.5,\"target\":50.0,"
                        + "\"verdict\":\"met\"}");
        assertThat(json.path("findings").get(1).path("target").isNull()).isTrue();
    }

    @Test
    void whatIsNoNumberIsMissed() {
        assertThat(Finding.atMost("off by", Double.NaN, "", 1).verdict()).isEqualTo("missed");
        assertThat(Finding.atLeast("speed", Double.NaN, "", 1).verdict()).isEqualTo("missed");
    }

    /** The table that the targets were taken from: TFLOP of a step of 32,768 tokens. */
    @Test
    void theFloorIsThatOfTheTargets() {
        assertThat(Shape.HALF_B.work() / 1e12).isBetween(67.0, 71.0);
        assertThat(Shape.ONE_AND_A_HALF_B.work() / 1e12).isBetween(205.0, 217.0);
        assertThat(2 * Shape.SEVEN_B.work() / 1e12).isBetween(920.0, 972.0);
        assertThat(Shape.ONE_AND_A_HALF_B.tokens() / Shape.ONE_AND_A_HALF_B.floorSeconds())
                .isBetween(119_000.0, 127_000.0);
    }

    @Test
    void optionsAreReadOrRefusedByName() {
        CheckOptions options = CheckOptions.of("--shapes", "0.5b,7B", "--steps", "3", "--out", "x.json");
        assertThat(options.shapes()).containsExactly(Shape.HALF_B, Shape.SEVEN_B);
        assertThat(options.steps()).isEqualTo(3);
        assertThatThrownBy(() -> CheckOptions.of("--shapes", "3B"))
                .hasMessage("no shape 3B; there are [0.5b, 1.5b, 7b]");
        assertThatThrownBy(() -> CheckOptions.of("--steps", "none")).hasMessageContaining("--steps");
        assertThatThrownBy(() -> CheckOptions.of("--out")).hasMessage("--out needs a value");
        assertThatThrownBy(() -> CheckOptions.of("--speed", "1")).hasMessageContaining("no option --speed");
    }

    /** The script that is run on a device, without one or without its Python packages. */
    @Test
    void othersThatAreNotHereAreOneLine() throws Exception {
        Path script = Path.of("..", "ops", "gpu-check-peft.py");
        Assumptions.assumeTrue(Files.exists(script), "no repository here: the script was not run");
        Assumptions.assumeTrue(Cuda.presence() instanceof Presence.Missing, "there is a device: others may be, too");
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, "python3"))),
                "no python3: the script was not run");
        assertThatThrownBy(() -> new PeftRun("python3", script).run(Shape.HALF_B, 1))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("transformers \\+ PEFT: (\\w+ is not installed|PyTorch sees no device)");
    }

    @Test
    void whatTheOthersSayIsReadOrToldWhy() throws Exception {
        PeftRun.Measured theirs =
                PeftRun.answer("{\"secondsPerStep\": 0.5, \"peakGb\": 30, \"versions\": \"PEFT 0.21\"}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(theirs).isEqualTo(new PeftRun.Measured(0.5, 30, "PEFT 0.21"));
        for (String said : List.of("", "{}", "{\"error\": \"peft is not installed\"}", "Traceback")) {
            assertThatThrownBy(() -> PeftRun.answer(said.getBytes(StandardCharsets.UTF_8)))
                    .hasMessageStartingWith("transformers + PEFT");
        }
        assertThatThrownBy(
                        () -> PeftRun.answer("{\"error\": \"peft is not installed\"}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("transformers + PEFT: peft is not installed");
    }
}
