package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.TensorInfo.Dtype;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
                "\"model_type\":\"llama\",\"head_dim\":0 | head_dim",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"linear\",\"factor\":2},\"rope_parameters\":{\"rope_theta\":5} | rope_scaling",
                "\"model_type\":\"llama\",\"rope_parameters\":{\"full_attention\":{\"rope_theta\":5}} | rope_parameters",
                "\"model_type\":\"llama\",\"partial_rotary_factor\":0.5 | partial_rotary_factor",
                "\"model_type\":\"llama\",\"attn_logit_softcapping\":50.0 | attn_logit_softcapping",
                "\"model_type\":\"llama\",\"final_logit_softcapping\":30.0 | final_logit_softcapping",
                "\"model_type\":\"llama\",\"residual_multiplier\":0.22 | residual_multiplier",
                "\"model_type\":\"llama\",\"embedding_multiplier\":12.0 | embedding_multiplier",
                "\"model_type\":\"llama\",\"attention_multiplier\":0.0078125 | attention_multiplier",
                "\"model_type\":\"llama\",\"query_pre_attn_scalar\":256 | query_pre_attn_scalar",
                "\"model_type\":\"llama\",\"logits_scaling\":8.0 | logits_scaling",
                "\"model_type\":\"llama\",\"logit_scale\":0.0625 | logit_scale",
                "\"model_type\":\"llama\",\"no_rope_layers\":[1,0] | no_rope_layers",
                "\"model_type\":\"llama\",\"no_rope_layer_interval\":4 | no_rope_layer_interval",
                "\"model_type\":\"llama\",\"use_qk_norm\":true | use_qk_norm",
                "\"model_type\":\"llama\",\"clip_qkv\":8.0 | clip_qkv",
                "\"model_type\":\"llama\",\"pretraining_tp\":2 | pretraining_tp",
                "\"model_type\":\"llama\",\"num_local_experts\":8 | num_local_experts",
                "\"model_type\":\"llama\",\"hidden_activation\":\"gelu_pytorch_tanh\" | hidden_activation",
                "\"model_type\":\"qwen2\",\"pruned_heads\":{\"1\":[0]} | pruned_heads",
                "\"model_type\":\"qwen2\",\"embedding_multiplier\":\"1\" | embedding_multiplier",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"factor\":2.0} | rope_scaling.rope_type is missing beside factor 2.0; [default, linear, llama3]",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"rope_type\":null,\"factor\":2} | rope_scaling.rope_type is missing beside factor 2",
                "\"model_type\":\"llama\",\"rope_parameters\":{\"rope_theta\":5,\"low_freq_factor\":1} | rope_parameters.rope_type is missing",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"rope_type\":\"default\",\"factor\":2} | rope_scaling.factor 2 is not implemented with rope_type \"default\"",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"linear\",\"factor\":2,\"beta_fast\":32} | rope_scaling.beta_fast 32",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"linear\",\"rope_type\":\"default\",\"factor\":2} | rope_scaling has type \"linear\" and rope_type \"default\"",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"type\":[\"linear\"],\"factor\":2} | rope_scaling.type [\"linear\"]",
                "\"model_type\":\"llama\",\"rope_scaling\":{\"partial_rotary_factor\":[0.5]} | rope_scaling.partial_rotary_factor must be a positive number, was [0.5]",
                "\"model_type\":\"llama\",\"rope_scaling\":7,\"rope_parameters\":{\"rope_theta\":5} | rope_scaling says something else",
                "\"model_type\":\"llama\",\"rope_theta\":4,\"rope_parameters\":{\"rope_theta\":5} | rope_theta 4.0 is not what rope_parameters says, 5.0",
                "\"model_type\":\"llama\",\"layer_types\":\"sliding_attention\" | layer_types must be a list, was \"sliding_attention\"",
                "\"model_type\":\"llama\",\"layer_types\":{\"0\":\"full_attention\"} | layer_types must be a list",
                "\"model_type\":\"llama\",\"no_rope_layers\":\"all\" | no_rope_layers must be a list, was \"all\"",
                "\"model_type\":\"llama\",\"no_rope_layers\":[1,\"1\"] | no_rope_layers",
                "\"model_type\":\"llama\",\"hidden_activation\":[\"gelu\"] | hidden_activation must be a text",
                "\"model_type\":\"llama\",\"hidden_act\":[\"silu\"] | hidden_act must be a text",
                "\"model_type\":\"llama\",\"use_cache\":true,\"use_cache\":true | not JSON: Duplicate field 'use_cache'"
            })
    void whatIsNotImplementedIsRefusedByItsName(String fields, String name) {
        assertThatThrownBy(() -> read("{" + fields + "," + SIZES + "}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"max_position_embeddings\":2000000000 | max_position_embeddings must be from 1 to 16777216, was 2000000000",
                "\"max_position_embeddings\":100000000 | max_position_embeddings must be from 1 to 16777216, was 100000000",
                "\"max_position_embeddings\":16777216,\"head_dim\":64 | max_position_embeddings must be at most 4194304 with head_dim 64, was 16777216",
                "\"num_hidden_layers\":1000000000 | num_hidden_layers must be from 1 to 1024, was 1000000000",
                "\"num_attention_heads\":1000000000 | num_attention_heads must be at most hidden_size 64 without head_dim, was 1000000000",
                "\"num_attention_heads\":1000000000,\"head_dim\":16 | num_attention_heads must be from 1 to 4096, was 1000000000",
                "\"num_key_value_heads\":1000000000 | num_key_value_heads must be from 1 to 4096, was 1000000000",
                "\"head_dim\":2000000000 | head_dim must be from 1 to 4096, was 2000000000",
                "\"vocab_size\":2000000000 | vocab_size must be from 1 to 16777216, was 2000000000",
                "\"hidden_size\":2000000000 | hidden_size must be from 1 to 1048576, was 2000000000",
                "\"intermediate_size\":2000000000 | intermediate_size must be from 1 to 1048576, was 2000000000",
                "\"vocab_size\":262144,\"hidden_size\":8192 | vocab_size 262144 times hidden_size 8192 must be at most 2147483647"
            })
    void aSizeOutOfAllProportionIsRefusedByItsName(String fields, String refusal) {
        String others = Stream.of(SIZES.split(","))
                .filter(size -> !fields.contains(size.substring(0, size.indexOf(':'))))
                .collect(Collectors.joining(","));
        assertThatThrownBy(() -> read("{\"model_type\":\"llama\"," + others + "," + fields + "}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(folder.resolve("config.json") + ": " + refusal);
    }

    /** Llama 3.1 405B, and a model that reads a million tokens. */
    @Test
    void largeModelsAreWithinTheLimits() throws Exception {
        assertThat(read("{\"model_type\":\"llama\",\"vocab_size\":128256,\"hidden_size\":16384,"
                                + "\"num_hidden_layers\":126,\"num_attention_heads\":128,\"num_key_value_heads\":8,"
                                + "\"intermediate_size\":53248,\"max_position_embeddings\":131072}")
                        .headDim())
                .isEqualTo(128);
        assertThat(read("{\"model_type\":\"qwen2\",\"head_dim\":128,\"max_position_embeddings\":1010000," + SIZES + "}")
                        .maxPositions())
                .isEqualTo(1_010_000);
    }

    @Test
    void whatChangesNothingMayBeThere() throws Exception {
        ModelConfig plain = read("{\"model_type\":\"llama\"," + SIZES + "}");
        assertThat(read("{\"model_type\":\"llama\",\"partial_rotary_factor\":1.0,\"attn_logit_softcapping\":null,"
                        + "\"residual_multiplier\":1.0,\"embedding_multiplier\":1,\"attention_multiplier\":0.25,"
                        + "\"logits_scaling\":1,\"no_rope_layers\":[1,1],\"use_qk_norm\":false,\"pretraining_tp\":1,"
                        + "\"query_pre_attn_scalar\":16,\"rope_interleaved\":false,\"pruned_heads\":{},"
                        + "\"quantization_config\":null,\"hidden_activation\":null,\"is_encoder_decoder\":false,"
                        + "\"initializer_range\":0.02,\"use_cache\":true," + SIZES + "}"))
                .isEqualTo(plain);
    }

    @Test
    void aRotationWithoutATypeIsThePlainOneWhereNothingSaysMore() throws Exception {
        ModelConfig plain = read("{\"model_type\":\"llama\"," + SIZES + "}");
        for (String rope : List.of(
                "\"rope_scaling\":{}",
                "\"rope_scaling\":{\"factor\":1.0,\"type\":null}",
                "\"rope_scaling\":{\"type\":\"default\",\"rope_type\":\"default\",\"factor\":1}",
                "\"rope_theta\":1e4,\"rope_parameters\":{\"rope_theta\":10000,\"partial_rotary_factor\":1.0,\"factor\":null}",
                "\"layer_types\":[\"full_attention\",\"full_attention\"]",
                "\"layer_types\":null")) {
            assertThat(read("{\"model_type\":\"llama\"," + rope + "," + SIZES + "}"))
                    .as(rope)
                    .isEqualTo(plain);
        }
    }

    @Test
    void aConfigIsOneObjectInAFile() throws Exception {
        String sound = "{\"model_type\":\"llama\"," + SIZES + "}";
        Path file = folder.resolve("config.json");
        for (String more : List.of("{}", "]", "x")) {
            assertThatThrownBy(() -> read(sound + "\n" + more))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageStartingWith(file + ": not JSON: ")
                    .hasMessageContaining("line 2");
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> ModelConfig.ofModel(folder)).hasMessage(file + ": is a folder, not a file");
    }

    private ModelConfig read(String json) throws Exception {
        Files.writeString(folder.resolve("config.json"), json);
        return ModelConfig.ofModel(folder);
    }
}
