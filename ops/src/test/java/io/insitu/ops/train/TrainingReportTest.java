package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What training.json says of a method, and what it does not say because it means nothing there. */
class TrainingReportTest {
    private static final Set<String> RATIOS = Set.of("ratioMean", "ratioMax", "clipShare");
    private static final Set<String> REFERENCE = Set.of("kl", "klCappedTokens");

    @TempDir
    Path folder;

    @BeforeEach
    void aBase() throws Exception {
        ModelConfig shape = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);
        Optimization none = Optimization.lora(LearningRate.constant(1));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), shape, 1, none, Parallelism.of(1))) {
            training.save(folder.resolve("base"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SFT, false, false, false",
        "DPO, false, true, true",
        "GRPO, true, true, false",
        "NFT, true, false, false"
    })
    void aReadingThatMeansNothingToAMethodIsLeftOut(Method method, boolean ratios, boolean reference, boolean pairs)
            throws Exception {
        JsonNode report = report(method);
        for (JsonNode part : List.of(report, report.path("perStep").path(0))) {
            for (String name : RATIOS) {
                assertThat(part.has(name)).as(name).isEqualTo(ratios);
            }
            for (String name : REFERENCE) {
                assertThat(part.has(name)).as(name).isEqualTo(reference);
            }
        }
        assertThat(report.has("marginLast")).isEqualTo(pairs);
        assertThat(report.path("perStep").path(0).has("margin")).isEqualTo(pairs);
    }

    @ParameterizedTest
    @EnumSource(names = {"GRPO", "NFT"})
    void theFirstStepOfTheSamplerItselfClipsNothing(Method method) throws Exception {
        JsonNode first = report(method).path("perStep").path(0);
        assertThat(first.path("clipShare").asDouble(-1)).isZero();
        assertThat(first.path("ratioMean").asDouble()).isBetween(0.999, 1.001);
    }

    @Test
    void everyFieldIsInTheReadme() throws Exception {
        Set<String> names = new TreeSet<>();
        for (Method method : Method.values()) {
            JsonNode report = report(method);
            report.fieldNames().forEachRemaining(names::add);
            report.path("perStep").path(0).fieldNames().forEachRemaining(names::add);
        }
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("### training.json");
        String section = readme.substring(begin, readme.indexOf("\n## ", begin));
        assertThat(names)
                .contains("perStep", "klCappedTokens")
                .allSatisfy(name -> assertThat(section).contains("`" + name + "`"));
    }

    private JsonNode report(Method method) throws Exception {
        Path data = folder.resolve("data.jsonl");
        String line = "{\"tokens\":[1,%d,3],\"mask\":[0,1,1]}";
        String attempt = "{\"group\":\"g\",\"tokens\":[1,%d,3,4,5,6],\"mask\":[0,1,1,1,1,1],\"reward\":%d}";
        Files.write(
                data,
                switch (method) {
                    case SFT -> List.of(line.formatted(2));
                    case DPO -> List.of(("{\"chosen\":" + line + ",\"rejected\":" + line + "}").formatted(2, 5));
                    case GRPO, NFT ->
                        List.of(attempt.formatted(2, 1), attempt.formatted(7, 0), attempt.formatted(9, 0));
                });
        String name = method.name().toLowerCase(Locale.ROOT);
        Typed typed = Typed.of(
                "train",
                "--base",
                folder.resolve("base"),
                "--data",
                data,
                "--method",
                name,
                "--out",
                folder.resolve(name),
                "--epochs",
                2,
                "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        return new ObjectMapper().readTree(typed.out());
    }
}
