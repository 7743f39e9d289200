package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelWeightsTest {
    private static final String NORM = "model.norm.weight";

    private final Map<String, Tensor> tensors = new TreeMap<>(TinyWeights.of(TinyWeights.TIED));

    @TempDir
    Path folder;

    @BeforeEach
    void shapes() throws Exception {
        TinyWeights.TIED.write(folder);
    }

    @Test
    void shardsAreOneModelWithTheIdOfTheWhole() throws Exception {
        TinyWeights.write(folder, tensors);
        String whole = ModelDigest.of(folder);
        Files.delete(folder.resolve("model.safetensors"));
        index(TinyWeights.writeShards(folder, tensors));
        ModelWeights weights = ModelWeights.of(folder);
        assertThat(weights.names()).containsExactlyElementsOf(tensors.keySet());
        assertThat(weights.read(NORM)).isEqualTo(tensors.get(NORM));
        assertThat(weights.file("model.embed_tokens.weight").file()).hasFileName("0.safetensors");
        assertThat(ModelDigest.of(folder)).isEqualTo(whole);
        assertThat(ModelDigest.ofFinite(folder)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"weight_map\":{\"a\":\"three.safetensors\"}}           | three.safetensors, which has a, is missing",
                "{\"weight_map\":{\"a\":\"1.safetensors\"}}               | 1.safetensors: no tensor a",
                "{\"weight_map\":{\"a\":\"../elsewhere.safetensors\"}}    | no file of this folder",
                "{\"weight_map\":7}                                       | weight_map is missing",
                "{\"weight_map\":                                         | not JSON",
                "[7]                                                      | model.safetensors.index.json: not a JSON object",
                "{\"weight_map\":{}} {}                                   | model.safetensors.index.json: not JSON",
                "{\"weight_map\":{\"a\":\"0.safetensors\",\"a\":\"1.safetensors\"}} | model.safetensors.index.json: not JSON: Duplicate field 'a'",
                "{\"weight_map\":{\"a\":\"folder.safetensors\"}}          | folder.safetensors: is a folder, not a file"
            })
    void anIndexThatLiesIsRefusedByName(String index, String reason) throws Exception {
        TinyWeights.writeShards(folder, tensors);
        Files.createDirectory(folder.resolve("folder.safetensors"));
        index(index);
        refused(reason);
    }

    @Test
    void aFolderWhereTheWeightsShouldLieIsNamed() throws Exception {
        Path weights = Files.createDirectory(folder.resolve("model.safetensors"));
        refused(weights + ": is a folder, not a file");
    }

    @Test
    void aFolderWithoutWeightsSaysWhatItLooksFor() {
        refused("neither model.safetensors nor");
    }

    @Test
    void whatIsMissingOrOfAnotherShapeIsRefusedByName() throws Exception {
        Tensor norm = tensors.remove(NORM);
        TinyWeights.write(folder, tensors);
        refused(folder.resolve("model.safetensors") + ": no tensor model.norm.weight");
        Files.delete(folder.resolve("model.safetensors"));
        index(TinyWeights.writeShards(folder, tensors));
        refused(folder.resolve("model.safetensors.index.json") + ": no tensor model.norm.weight");
        tensors.put(NORM, TinyWeights.filled(1, norm.rows() + 1));
        TinyWeights.write(folder, tensors);
        refused("model.safetensors: model.norm.weight has shape [5], expected [4]");
    }

    @ParameterizedTest
    @CsvSource({
        "model.layers.0.self_attn.q_proj.bias", // the config says nothing of it
        "model.layers.1.input_layernorm.weight", // of a layer more than the config has
        "model.layers.0.self_attn.q_norm.weight",
        "lm_head.bias"
    })
    void whatNoPlaceReadsIsRefusedByFileAndTensor(String unread) throws Exception {
        tensors.put(unread, TinyWeights.filled(1, 4));
        TinyWeights.write(folder, tensors);
        refused("model.safetensors: " + unread + " is stored, but no place");
        Files.delete(folder.resolve("model.safetensors"));
        index(TinyWeights.writeShards(folder, tensors));
        refused(".safetensors: " + unread + " is stored, but no place");
    }

    @Test
    void shardsHoldNothingThatTheirIndexDoesNotTell() throws Exception {
        String index = TinyWeights.writeShards(folder, tensors);
        index(index);
        SafetensorsWriter.write(
                folder.resolve("1.safetensors"),
                and(SafetensorsFile.open(folder.resolve("1.safetensors")), "model.extra.weight"));
        refused("1.safetensors: model.extra.weight is stored, but no place");

        index(TinyWeights.writeShards(folder, tensors));
        SafetensorsWriter.write(
                folder.resolve("1.safetensors"),
                and(SafetensorsFile.open(folder.resolve("1.safetensors")), "model.embed_tokens.weight"));
        refused("1.safetensors: model.embed_tokens.weight is stored here too");
    }

    @Test
    void rotaryTablesAndTheSecondNameOfATiedHeadMayBeStored() throws Exception {
        tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", TinyWeights.filled(1, 2));
        tensors.put("lm_head.weight", tensors.get("model.embed_tokens.weight"));
        TinyWeights.write(folder, tensors);
        assertThat(ModelWeights.of(folder).has("lm_head.weight")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"}) // F16 is read, never written
    void whatIsNoFiniteNumberIsFoundWithItsPlace(TensorInfo.Dtype dtype) throws Exception {
        float[] odd = {1, 2, Float.NEGATIVE_INFINITY, Float.NaN};
        tensors.put(NORM, new Tensor(new int[] {4}, odd));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, dtype);
        assertThatThrownBy(() -> ModelDigest.ofFinite(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("model.safetensors: model.norm.weight holds -Infinity at element 2");
        String place = folder.resolve("model.safetensors") + ": model.norm.weight holds -Infinity at element 2";
        assertThat(ModelDigest.look(folder)).isEqualTo(new ModelDigest.Found(ModelDigest.of(folder), List.of(place)));
        odd[2] = odd[3] = 60_000; // near the largest half
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, dtype);
        assertThat(ModelDigest.ofFinite(folder)).isEqualTo(ModelDigest.of(folder));
        assertThat(ModelDigest.look(folder).notFinite()).isEmpty();
    }

    @Test
    void halvesAreFiniteUpToTheLargest() {
        ByteBuffer raw = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
        raw.putShort((short) 0x7bff)
                .putShort((short) 0x8000)
                .putShort((short) 0x7bff)
                .flip();
        assertThat(TensorInfo.Dtype.F16.firstNotFinite(raw)).isEqualTo(-1);
        raw.putShort(2, (short) 0xfc00);
        assertThat(TensorInfo.Dtype.F16.firstNotFinite(raw)).isEqualTo(1);
        assertThat(TensorInfo.Dtype.F16.valueAt(raw, 1)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    private static Map<String, Tensor> and(SafetensorsFile file, String more) throws Exception {
        Map<String, Tensor> all = new TreeMap<>();
        for (TensorInfo info : file.tensors()) {
            all.put(info.name(), file.read(info.name()));
        }
        all.put(more, TinyWeights.filled(1, 2));
        return all;
    }

    private void refused(String reason) {
        assertThatThrownBy(() -> ModelWeights.of(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
    }

    private void index(String json) throws Exception {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }
}
