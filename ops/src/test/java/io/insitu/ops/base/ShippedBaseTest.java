package io.insitu.ops.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.desk.BaseExam;
import io.insitu.connectors.desk.ModelVocabulary;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.TensorInfo.Dtype;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped base model is what its page says, and what {@link TrainBase} would make today. */
class ShippedBaseTest {
    private static final Path SHIPPED = Path.of("src/main/resources/demo-model");

    @TempDir
    Path folder;

    @Test
    void itSpeaksTheDeskLanguage() throws IOException {
        Optimization unused = Optimization.lora(new LearningRate(1e-3, 1, 2, 0.1));
        try (FullTraining model = FullTraining.from(new CpuEngines(), SHIPPED, unused, Parallelism.of(1))) {
            BaseExam.Marks marks = BaseProbe.of(model);
            assertThat(marks.of("lookUp")).isGreaterThan(0.98);
            assertThat(marks.of("follow")).isGreaterThan(0.9);
            assertThat(marks.of("verifyAdvised")).isGreaterThan(0.98);
            assertThat(marks.of("withinOptions")).isGreaterThan(0.9);
            assertThat(marks.of("retryBusy")).isGreaterThan(0.9);
            assertThat(marks.of("byHeart")).isGreaterThan(0.85);
        }
    }

    @Test
    void itsVocabularyIsTheDesks() throws IOException {
        Map<String, Integer> words = new TreeMap<>();
        new ObjectMapper()
                .readTree(SHIPPED.resolve("vocab.json").toFile())
                .fields()
                .forEachRemaining(
                        word -> words.put(word.getKey(), word.getValue().intValue()));
        assertThat(words).hasSize(ModelVocabulary.size());
        words.forEach((word, token) -> assertThat(ModelVocabulary.word(token)).isEqualTo(word));
    }

    @Test
    void itHasTheShapeThatIsTrained() throws IOException {
        TrainBase.shape().write(folder, Dtype.BF16);
        assertThat(Files.readString(SHIPPED.resolve("config.json")))
                .isEqualTo(Files.readString(folder.resolve("config.json")));
        assertThat(ModelConfig.ofModel(SHIPPED)).isEqualTo(TrainBase.shape());
        // Between one and three million bfloat16 weights.
        assertThat(Files.size(SHIPPED.resolve("model.safetensors"))).isBetween(2_000_000L, 6_000_000L);
    }
}
