package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.TensorInfo.Dtype;
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

    @Test
    void stretchedRotationsAreReadInBothSpellings() throws Exception {
        String numbers = "\"factor\":8.0,\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,"
                + "\"original_max_position_embeddings\":64";
        ModelConfig four =
                read("{\"model_type\":\"llama\",\"rope_theta\":5e5,\"rope_scaling\":{\"rope_type\":\"llama3\","
                        + numbers + "}," + SIZES + "}");
        ModelConfig five =
                read("{\"model_type\":\"llama\",\"rope_parameters\":{\"rope_type\":\"llama3\",\"rope_theta\":5e5,"
                        + numbers + "}," + SIZES + "}");
        assertThat(five).isEqualTo(four);
        double[] frequencies = four.ropeFrequencies();
        assertThat(frequencies[0]).isEqualTo(1); // wavelength 6.3, short enough to stay
        assertThat(frequencies[7]).isEqualTo(Math.pow(5e5, -14.0 / 16) / 8, within(1e-18)); // long: stretched in full
        double between = Math.pow(5e5, -2.0 / 16); // wavelength 32.4: between 16 and 64
        double kept = (64 * between / (2 * Math.PI) - 1) / 3;
        assertThat(frequencies[1]).isEqualTo((1 - kept) * between / 8 + kept * between, within(1e-15));
        ModelConfig linear =
                read("{\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"linear\",\"factor\":4}," + SIZES + "}");
        assertThat(linear.ropeFrequencies()[0]).isEqualTo(0.25);
    }

    @Test
    void biasesAndStretchedRotationsSurviveBeingWritten() throws Exception {
        ModelConfig config = read("{\"model_type\":\"llama\",\"attention_bias\":true,\"mlp_bias\":true,"
                + "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,"
                + "\"high_freq_factor\":4,\"original_max_position_embeddings\":64}," + SIZES + "}");
        assertThat(config.qkvBias() && config.outputBias() && config.mlpBias()).isTrue();
        config.write(folder, Dtype.BF16);
        assertThat(ModelConfig.ofModel(folder)).isEqualTo(config);
        assertThat(folder.resolve("config.json")).content().contains("\"torch_dtype\" : \"bfloat16\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model_type\":\"mamba\" | model_type",
                "\"model_type\":\"llama\",\"hidden_act\":\"gelu\" | hidden_act",
                "\"model_type\":\"llama\",\"mlp_bias\":\"yes\" | mlp_bias",
                "\"model_type\":\"qwen2\",\"attention_bias\":true | attention_bias",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"yarn\"} | rope_scaling",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"linear\",\"factor\":0.5} | rope_scaling",
                "\"model_type\":\"llama\",\"rope_scaling\":7 | rope_scaling",
                "\"model_type\":\"llama\",\"rope_parameters\":{\"rope_type\":\"llama3\"} | rope_parameters.factor",
                "\"model_type\":\"llama\",\"rope_parameters\":{\"rope_theta\":\"x\"} | rope_parameters.rope_theta",
                "\"model_type\":\"llama\",\"sliding_window\":4096 | sliding_window",
                "\"model_type\":\"qwen2\",\"layer_types\":[\"full_attention\",\"sliding_attention\"] | layer_types",
                "\"model_type\":\"llama\",\"quantization_config\":{\"bits\":4} | quantization_config",
                "\"model_type\":\"llama\",\"max_position_embeddings\":12.5 | max_position_embeddings",
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
