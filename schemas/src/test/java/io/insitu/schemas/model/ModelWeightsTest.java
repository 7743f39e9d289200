package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelWeightsTest {
    private final Tensor a = new Tensor(new int[] {2}, new float[] {1, 2});
    private final Tensor b = new Tensor(new int[] {1}, new float[] {3});

    @TempDir
    Path folder;

    @BeforeEach
    void shapes() throws Exception {
        ModelConfig.llama(8, 4, 1, 2, 1, 6, 16).write(folder);
    }

    @Test
    void shardsAreOneModelWithTheIdOfTheWhole() throws Exception {
        SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("a", a, "b", b));
        String whole = ModelDigest.of(folder);
        Files.delete(folder.resolve("model.safetensors"));
        shards();
        index("{\"weight_map\":{\"b\":\"two.safetensors\",\"a\":\"one.safetensors\"}}");
        ModelWeights weights = ModelWeights.of(folder);
        assertThat(weights.names()).containsExactly("a", "b");
        assertThat(weights.read("b")).isEqualTo(b);
        assertThat(weights.file("a").file()).hasFileName("one.safetensors");
        assertThat(ModelDigest.of(folder)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"weight_map\":{\"a\":\"three.safetensors\"}}           | three.safetensors, which has a, is missing",
                "{\"weight_map\":{\"a\":\"two.safetensors\"}}             | two.safetensors: no tensor a",
                "{\"weight_map\":{\"a\":\"../elsewhere.safetensors\"}}    | no file of this folder",
                "{\"weight_map\":7}                                       | weight_map is missing",
                "{\"weight_map\":                                         | not JSON"
            })
    void anIndexThatLiesIsRefusedByName(String index, String reason) throws Exception {
        shards();
        index(index);
        assertThatThrownBy(() -> ModelWeights.of(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aFolderWithoutWeightsSaysWhatItLooksFor() {
        assertThatThrownBy(() -> ModelWeights.of(folder)).hasMessageContaining("neither model.safetensors nor");
    }

    private void shards() throws Exception {
        SafetensorsWriter.write(folder.resolve("one.safetensors"), Map.of("a", a));
        SafetensorsWriter.write(folder.resolve("two.safetensors"), Map.of("b", b));
    }

    private void index(String json) throws Exception {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }
}
