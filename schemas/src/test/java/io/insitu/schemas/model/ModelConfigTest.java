package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    private static final String SIZES = "\"vocab_size\":100,\"hidden_size\":64,\"num_hidden_layers\":2,"
            + "\"num_attention_heads\":4,\"num_key_value_heads\":2,\"intermediate_size\":96,\"rms_norm_eps\":1e-6";

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        ModelConfig config = ModelConfig.llama(320, 128, 5, 4, 2, 384, 512);
        config.write(folder);
        assertThat(ModelConfig.ofModel(folder)).isEqualTo(config);
    }

    @Test
    void bothSpellingsOfTransformersMeanTheSame() throws Exception {
        ModelConfig four = read("{\"model_type\":\"llama\",\"rope_theta\":5e5,\"rope_scaling\":null,"
                + "\"torch_dtype\":\"float32\"," + SIZES + "}");
        ModelConfig five = read("{\"model_type\":\"llama\",\"dtype\":\"float32\","
                + "\"rope_parameters\":{\"rope_theta\":5e5,\"rope_type\":\"default\"}," + SIZES + "}");
        assertThat(five).isEqualTo(four);
        assertThat(four.ropeTheta()).isEqualTo(5e5);
        assertThat(four.headDim()).isEqualTo(16);
    }

    @Test
    void qwenHasBiasesWithoutSayingSo() throws Exception {
        assertThat(read("{\"model_type\":\"qwen2\",\"sliding_window\":4096,\"use_sliding_window\":false," + SIZES + "}")
                        .qkvBias())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model_type\":\"mamba\" | model_type",
                "\"model_type\":\"llama\",\"hidden_act\":\"gelu\" | hidden_act",
                "\"model_type\":\"llama\",\"mlp_bias\":true | mlp_bias",
                "\"model_type\":\"llama\",\"attention_bias\":true | attention_bias",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"yarn\"} | rope_scaling",
                "\"model_type\":\"llama\",\"rope_parameters\":{\"rope_type\":\"llama3\"} | rope_parameters",
                "\"model_type\":\"qwen2\",\"use_sliding_window\":true | use_sliding_window",
                "\"model_type\":\"llama\",\"head_dim\":0 | head_dim"
            })
    void whatIsNotImplementedIsRefusedByItsName(String fields, String name) {
        assertThatThrownBy(() -> read("{" + fields + "," + SIZES + "}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(name);
    }

    private ModelConfig read(String json) throws Exception {
        Files.writeString(folder.resolve("config.json"), json);
        return ModelConfig.ofModel(folder);
    }
}
