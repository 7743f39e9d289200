package io.insitu.schemas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an adapter_config.json may say besides a rank and an alpha. */
class PeftConfigTest {
    /** As PEFT's LoraConfig is saved: every field that release 0.21 writes, with older ones, at its default or as most set it. */
    private static final String TYPICAL = """
            {"alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null,
            "base_model_name_or_path": "meta-llama/Llama-3.2-1B", "bias": "none", "corda_config": null, "ensure_weight_tying": false,
            "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true,
            "init_lora_weights": true, "kasa_config": null, "layer_replication": null, "layers_pattern": null,
            "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 16, "lora_bias": false, "lora_dropout": 0.05,
            "lora_ga_config": null, "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null,
            "monteclora_config": null, "peft_type": "LORA", "peft_version": "0.18.0", "qalora_group_size": 16, "r": 4,
            "rank_pattern": {}, "revision": null, "target_modules": ["v_proj", "q_proj"], "target_parameters": null,
            "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_bdlora": null, "use_dora": false,
            "use_qalora": false, "use_rslora": false, "velora_config": null}
            """;

    @TempDir
    Path folder;

    @Test
    void whatPeftWritesOfAPlainAdapterIsRead() throws Exception {
        PeftConfig config = read(TYPICAL);
        assertThat(config.rank()).isEqualTo(4);
        assertThat(config.alpha()).isEqualTo(16);
        assertThat(config.base()).isEqualTo("meta-llama/Llama-3.2-1B");
        assertThat(config.targets(Set.of("model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.v_proj")))
                .containsExactly("q_proj", "v_proj");
    }

    /** PEFT's default, and not one that makes the scale 1. */
    @Test
    void withoutAnAlphaItIsEight() throws Exception {
        assertThat(read("{\"peft_type\":\"LORA\",\"r\":2}").alpha()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "null", "\"gaussian\"", "\"Gaussian\"", "\"eva\"", "\"orthogonal\""})
    void anInitialisationThatLeavesTheBaseAloneIsRead(String how) throws Exception {
        assertThat(read(with("\"init_lora_weights\": true", "\"init_lora_weights\": " + how))
                        .rank())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"pissa\"", "\"pissa_niter_16\"", "\"olora\"", "\"corda\"", "\"loftq\"", "\"lora_ga\"", "7"})
    void anInitialisationThatChangesTheBaseIsRefusedByItsName(String how) {
        refused(
                with("\"init_lora_weights\": true", "\"init_lora_weights\": " + how),
                "init_lora_weights " + how + " is not implemented: it may have changed the base; [true, false,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"arrow_config\": null     | \"arrow_config\": {\"top_k\":3}          | arrow_config {\"top_k\":3} is not implemented",
                "\"use_bdlora\": null       | \"use_bdlora\": {\"nblocks\":2}          | use_bdlora {\"nblocks\":2}",
                "\"kasa_config\": null      | \"kasa_config\": {\"beta\":1}            | kasa_config",
                "\"modules_to_save\": null  | \"modules_to_save\": [\"lm_head\"]       | modules_to_save [\"lm_head\"]",
                "\"use_qalora\": false      | \"use_qalora\": true                     | use_qalora true",
                "\"fan_in_fan_out\": false  | \"fan_in_fan_out\": \"yes\"              | fan_in_fan_out \"yes\"",
                "\"rank_pattern\": {}       | \"rank_pattern\": {\"q_proj\":8}         | rank_pattern {\"q_proj\":8}",
                "\"alpha_pattern\": {}      | \"alpha_pattern\": \"q_proj\"            | alpha_pattern \"q_proj\"",
                "\"revision\": null         | \"what_comes_next\": 0.5                 | what_comes_next 0.5 is not implemented",
                "\"use_rslora\": false      | \"use_rslora\": 1                        | use_rslora must be true or false, was 1",
                "\"bias\": \"none\"         | \"bias\": \"all\"                        | bias \"all\" is not implemented",
                "\"bias\": \"none\"         | \"bias\": [\"none\"]                     | bias must be a text",
                "\"lora_alpha\": 16         | \"lora_alpha\": \"16\"                   | lora_alpha must be a positive number, was \"16\"",
                "\"r\": 4                   | \"r\": 4, \"r\": 8                       | not JSON: Duplicate field 'r'",
                "\"base_model_name_or_path\": \"meta-llama/Llama-3.2-1B\" | \"base_model_name_or_path\": 7 | base_model_name_or_path must be a text"
            })
    void whatWouldComputeSomethingElseIsRefusedByItsName(String before, String after, String reason) {
        refused(with(before, after), reason);
    }

    @Test
    void aListOfTargetsIsAList() throws Exception {
        PeftConfig config = read(with("[\"v_proj\", \"q_proj\"]", "7"));
        assertThatThrownBy(() -> config.targets(Set.of("model.layers.0.self_attn.q_proj")))
                .hasMessageContaining("target_modules must be a list, was 7");
        assertThat(read(with("[\"v_proj\", \"q_proj\"]", "\"all-linear\"")).targets(Set.of("a.q_proj")))
                .containsExactly("q_proj");
    }

    private static String with(String before, String after) {
        assertThat(TYPICAL).contains(before);
        return TYPICAL.replace(before, after);
    }

    private PeftConfig read(String json) throws Exception {
        Files.writeString(folder.resolve(PeftConfig.NAME), json);
        return PeftConfig.read(folder);
    }

    private void refused(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(folder.resolve("adapter_config.json") + ": ")
                .hasMessageContaining(reason);
    }
}
