package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.Presence;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that ended before its result was in its place, and the next one of the same command. */
class ResumeTest extends TrainSite {
    private static final String SFT = "{\"tokens\":[1,%d,3],\"mask\":[0,1,1]}";
    private static final String ATTEMPT = "{\"group\":\"g%d\",\"tokens\":[1,%d,3],\"mask\":[0,1,1],\"reward\":%d}";
    private static final String PAIR = "{\"chosen\":" + SFT + ",\"rejected\":" + SFT + "}";

    @ParameterizedTest
    @EnumSource
    void aRunGoesOnToTheSameBytes(Method method) throws Exception {
        examples(method);
        Path whole = folder.resolve("whole");
        assertThat(train(method, whole).exitCode()).isZero();
        interrupted(method);
        String noDevice = Cuda.presence() instanceof Presence.Missing ? "auto" : "cpu";
        Typed typed = train(method, out, "--threads", 2, "--checkpoint-every", 7, "--device", noDevice);
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
            assertThat(out.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        assertThat(folder.resolve("out.part")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"--lr, 0.001, 0.0002", "--epochs, 3, 2", "--seed, 9, 1", "--alpha, 8, 16", "--max-grad-norm, 0.5, 1"})
    void anotherOptionIsNamedWithBothValues(String option, String value, String was) throws Exception {
        examples(Method.SFT);
        interrupted(Method.SFT);
        Typed typed = train(Method.SFT, out, option, value);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("out.part: ", option + " was " + was + ", is " + value + "; start it as it was")
                .hasLineCount(1);
        assertThat(train(Method.SFT, out).exitCode()).isZero();
    }

    @Test
    void otherDataAndAnotherParentAreNamed() throws Exception {
        examples(Method.SFT);
        Path parent = folder.resolve("parent");
        assertThat(train(Method.SFT, parent).exitCode()).isZero();
        interrupted(Method.SFT);
        assertThat(train(Method.SFT, out, "--adapter", parent).complaint())
                .contains("--adapter was none, is ")
                .doesNotContain("--data")
                .hasLineCount(1);
        examples(Method.DPO);
        assertThat(train(Method.DPO, out).complaint())
                .contains("--data was ", "tokens read from --data was ", "--method was sft, is dpo")
                .doesNotContain("--adapter")
                .hasLineCount(1);
    }

    @Test
    void aRunThatGoesOnSaysWhereOnTheErrorStream() throws Exception {
        examples(Method.SFT);
        interrupted(Method.SFT);
        assertThat(saidBeside(
                        () -> assertThat(train(Method.SFT, out).exitCode()).isZero()))
                .contains("goes on at step 4 of 4")
                .doesNotContain("were done by");
        assertThat(report().has("engines")).isFalse();
    }

    /** A device that is gone: its steps are kept, the CPU does the rest, and nobody takes the result for the work of one. */
    @Test
    void anotherEngineGoesOnAndBothAreTold() throws Exception {
        examples(Method.SFT);
        interrupted(Method.SFT);
        Path engines = folder.resolve("out.part").resolve("engines");
        assertThat(engines).hasContent("1 3 cpu@2");
        Files.writeString(
                engines, "1 2 cuda@1\n3 9 cuda@2\n10 12 cpu@2\n"); // a kill left lines of steps that are not kept
        assertThat(saidBeside(
                        () -> assertThat(train(Method.SFT, out).exitCode()).isZero()))
                .contains("steps 3 to 3 were done by cuda@2, and cpu@2 goes on:");
        assertThat(report().path("engine").asText()).isEqualTo("cpu@2");
        assertThat(report().path("engines"))
                .hasToString("[{\"engine\":\"cuda@1\",\"from\":1,\"to\":2},{\"engine\":\"cuda@2\",\"from\":3,\"to\":3},"
                        + "{\"engine\":\"cpu@2\",\"from\":4,\"to\":4}]");
    }

    private JsonNode report() throws Exception {
        return new ObjectMapper().readTree(out.resolve("training.json").toFile());
    }

    private static String saidBeside(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    /** What cannot be deleted ends a run where a kill would: its result in place, its checkpoints not yet gone. */
    @Test
    void checkpointsOfAResultThatIsThereAreCleared() throws Exception {
        examples(Method.SFT);
        interrupted(Method.SFT);
        Path part = folder.resolve("out.part");
        Path stuck = Files.createDirectories(part.resolve("stuck").resolve("fast"));
        assertThat(train(Method.SFT, out).exitCode()).isEqualTo(1);
        assertThat(out.resolve("adapter_model.safetensors")).exists();
        Files.delete(stuck);
        assertThat(part).exists();
        Typed again = train(Method.SFT, out);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.complaint())
                .contains("is there already, whole", "out.part are cleared")
                .hasLineCount(1);
        assertThat(part).doesNotExist();
        assertThat(train(Method.SFT, out).complaint()).contains("out is there already; choose a new folder");
    }

    @Test
    void checkpointsOfAnotherRunThanTheOneThatIsThereStay() throws Exception {
        examples(Method.SFT);
        interrupted(Method.SFT);
        Path other = folder.resolve("other");
        assertThat(train(Method.SFT, other).exitCode()).isZero();
        Files.move(other, out);
        assertThat(train(Method.SFT, out).complaint()).contains("out is there already; choose a new folder");
        Files.move(out, other);
        assertThat(train(Method.SFT, out).exitCode()).isZero();
        assertThat(out.resolve("adapter_model.safetensors"))
                .hasSameBinaryContentAs(other.resolve("adapter_model.safetensors"));
    }

    @Test
    void whatAKilledRunLeftHalfWrittenIsNotPublished() throws Exception {
        examples(Method.SFT);
        Path left = Files.createDirectories(folder.resolve("out.writing").resolve("deep"));
        Files.writeString(left.resolve("foreign.json"), "{}");
        assertThat(train(Method.SFT, out).exitCode()).isZero();
        assertThat(out).isDirectoryNotContaining("glob:**/deep").isDirectoryContaining("glob:**adapter_model*");
        assertThat(folder.resolve("out.writing")).doesNotExist();
    }

    /** Its last step is done and a checkpoint of the one before is kept, when its result cannot be put in its place. */
    private void interrupted(Method method) throws Exception {
        Path inTheWay = folder.resolve("out.writing");
        Files.writeString(inTheWay, "");
        assertThat(train(method, out).exitCode()).isEqualTo(1);
        Files.delete(inTheWay);
        assertThat(folder.resolve("out.part")).isDirectoryContaining("glob:**step-*.safetensors");
    }

    private void examples(Method method) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lines.add(
                    switch (method) {
                        case SFT -> SFT.formatted(i);
                        case DPO -> PAIR.formatted(i, i + 10);
                        case GRPO, NFT -> ATTEMPT.formatted(i / 2, i, i % 2);
                    });
        }
        Files.write(data, lines);
    }

    private Typed train(Method method, Path place, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--base", base, "--data", data, "--out", place));
        words.addAll(List.of("--method", method.name().toLowerCase(Locale.ROOT), "--batch", 2, "--rank", 2));
        List<Object> wanted = List.of(more);
        words.addAll(wanted.contains("--epochs") ? List.of() : List.of("--epochs", 2));
        words.addAll(wanted.contains("--checkpoint-every") ? List.of() : List.of("--checkpoint-every", 1));
        words.addAll(wanted);
        return Typed.of(words.toArray());
    }
}
