package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An adapter that does not fit is refused by the file and the tensor that say so. */
class PeftFolderTest {
    private static final ModelConfig BASE = TinyWeights.TIED;
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String Q = "model.layers.0.self_attn.q_proj";

    @TempDir
    Path folder;

    @Test
    void anAdapterOfThisBaseIsRead() throws Exception {
        PeftFolder.write(folder, adapter(ID, Q, 4, 4));
        assertThat(PeftFolder.readFor(folder, BASE, ID)).isEqualTo(adapter(ID, Q, 4, 4));
        PeftFolder.write(folder, adapter("meta/some-model", Q, 4, 4));
        assertThat(PeftFolder.readFor(folder, BASE, ID).baseModelId()).isEqualTo(ID);
    }

    @Test
    void anotherBaseIsNamed() throws Exception {
        PeftFolder.write(folder, adapter(ID.replace('0', '1'), Q, 4, 4));
        refused("adapter_config.json: base_model_name_or_path is the model 1123456789abcdef1123456789abcdef, not this");
    }

    @Test
    void aTensorOfAnotherShapeIsNamed() throws Exception {
        PeftFolder.write(folder, adapter(ID, Q, 3, 4));
        refused("adapter_model.safetensors: base_model.model." + Q
                + ".lora_A.weight has shape [2, 3], expected [2, 4]");
        PeftFolder.write(folder, adapter(ID, Q, 4, 5));
        refused("adapter_model.safetensors: base_model.model." + Q
                + ".lora_B.weight has shape [5, 2], expected [4, 2]");
    }

    @ParameterizedTest
    @CsvSource({"model.layers.1.self_attn.q_proj", "model.embed_tokens", "model.norm", "model.layers.0.mlp.experts"})
    void aPlaceThatTheBaseDoesNotHaveIsNamed(String module) throws Exception {
        PeftFolder.write(folder, adapter(ID, module, 4, 4));
        refused("adapter_model.safetensors: base_model.model." + module + ".lora_A.weight adapts what");
    }

    @Test
    void aLayerThatWasLeftOutIsNamedWhereAllAreNeeded() throws Exception {
        ModelConfig two = ModelConfig.llama(8, 4, 2, 2, 1, 6, 16);
        PeftFolder.write(folder, adapter(ID, Q, 4, 4));

        assertThat(PeftFolder.readFor(folder, two, ID).modules()).containsOnlyKeys(Q);
        assertThatThrownBy(() -> PeftFolder.readWhole(folder, two, ID))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("adapter_model.safetensors: base_model.model.model.layers.1.self_attn.q_proj"
                        + ".lora_A.weight is not there: an adapter of some layers only can be served");
        assertThat(PeftFolder.readWhole(folder, BASE, ID)).isEqualTo(adapter(ID, Q, 4, 4));
    }

    @Test
    void aRankThatTheConfigDoesNotTellIsNamedByItsTensor() throws Exception {
        PeftFolder.write(folder, adapter(ID, Q, 4, 4));
        set("\"r\" : 2", "\"r\" : 3");
        refused("adapter_model.safetensors: base_model.model." + Q
                + ".lora_A.weight has shape [2, 4], expected [3, 4]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"lora_bias\":true | lora_bias",
                "\"layer_replication\":[[0,1]] | layer_replication",
                "\"trainable_token_indices\":[1] | trainable_token_indices",
                "\"target_parameters\":[\"x\"] | target_parameters",
                "\"use_dora\":true | use_dora"
            })
    void whatIsNotImplementedIsRefusedByItsName(String field, String name) throws Exception {
        PeftFolder.write(folder, adapter(ID, Q, 4, 4));
        set("\"use_dora\" : false", field);
        refused("adapter_config.json: " + name);
    }

    private void set(String before, String after) throws Exception {
        Path config = folder.resolve("adapter_config.json");
        String text = Files.readString(config);
        assertThat(text).contains(before);
        Files.writeString(config, text.replace(before, after));
    }

    private void refused(String reason) {
        assertThatThrownBy(() -> PeftFolder.readFor(folder, BASE, ID))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
    }

    private static LoraAdapter adapter(String base, String module, int in, int out) {
        TreeMap<String, LoraAdapter.Pair> pairs = new TreeMap<>();
        pairs.put(module, new LoraAdapter.Pair(TinyWeights.filled(1, 2, in), TinyWeights.filled(2, out, 2)));
        String target = module.substring(module.lastIndexOf('.') + 1);
        return new LoraAdapter(base, 2, 4, List.of(target), pairs);
    }
}
