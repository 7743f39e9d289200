package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Fields by which the siblings of Llama and Qwen2 (Granite, Gemma, SmolLM3, Cohere, MiniCPM, OLMo, the mixtures of experts
 * ...) say what they compute differently. A config may hold them at the value that changes nothing; at any other it
 * describes a model that this one is not, whatever its model_type claims.
 */
final class SiblingFields {
    /** Nothing is changed where these are absent, null, false, 0 or empty. */
    private static final List<String> OFF = List.of(
            "add_cross_attention",
            "alibi",
            "attention_chunk_size",
            "attn_logit_cap",
            "attn_logit_softcapping",
            "attn_temperature_tuning",
            "audio_config",
            "clip_qkv",
            "cross_attention_layers",
            "embedding_scale",
            "final_logit_softcapping",
            "is_encoder_decoder",
            "kv_lora_rank",
            "logit_cap",
            "logits_soft_cap",
            "mlp_only_layers",
            "mup",
            "n_routed_experts",
            "n_shared_experts",
            "no_rope_layer_interval",
            "num_experts",
            "num_kv_shared_layers",
            "num_local_experts",
            "num_nextn_predict_layers",
            "parallel_attn",
            "pruned_heads",
            "q_lora_rank",
            "qk_layernorm",
            "qk_norm",
            "quantization_config",
            "rope_interleave",
            "rope_interleaved",
            "rope_local_base_freq",
            "scale_depth",
            "scale_embedding",
            "sliding_window_pattern",
            "text_config",
            "use_alibi",
            "use_dynamic_ntk",
            "use_logn_attn",
            "use_mup",
            "use_parallel_residual",
            "use_post_norm",
            "use_qk_norm",
            "use_sliding_window",
            "vision_config");

    /** Nothing is changed where these are absent, null or 1. */
    private static final List<String> ONE = List.of(
            "attention_out_multiplier",
            "embedding_multiplier",
            "key_multiplier",
            "lm_head_multiplier",
            "logit_scale",
            "logits_scaling",
            "partial_rotary_factor",
            "pretraining_tp",
            "residual_multiplier",
            "rope_pct",
            "rotary_pct",
            "scale_emb");

    private final ConfigFields fields;

    private SiblingFields(ConfigFields fields) {
        this.fields = fields;
    }

    /** Refuses, by its name, what would make another model of it. */
    static void mustBeNeutral(ConfigFields fields, ModelConfig config) throws ModelFormatException {
        SiblingFields siblings = new SiblingFields(fields);
        for (String field : OFF) {
            siblings.must(field, ConfigFields.isOff(siblings.value(field)), "nothing");
        }
        for (String field : ONE) {
            siblings.must(field, siblings.equal(field, 1), "1");
        }
        double scale = 1 / Math.sqrt(config.headDim());
        Map<String, Double> ofHeads = Map.of(
                "attention_multiplier", scale,
                "query_pre_attn_scalar", (double) config.headDim(),
                "rotary_dim", (double) config.headDim());
        for (Map.Entry<String, Double> one : ofHeads.entrySet()) {
            siblings.must(
                    one.getKey(),
                    siblings.equal(one.getKey(), one.getValue()),
                    one.getValue() + " at head_dim " + config.headDim());
        }
        for (JsonNode rotated : fields.list("no_rope_layers")) {
            boolean one = rotated.isNumber() && rotated.doubleValue() == 1; // SmolLM3: 1 is "rotated"
            siblings.must("no_rope_layers", one, "1 for every layer");
        }
        for (String field : List.of("hidden_activation", "activation_function", "mlp_hidden_act")) {
            siblings.must(field, List.of("", "silu").contains(fields.text(field, "")), "silu");
        }
    }

    private void must(String field, boolean neutral, String only) throws ModelFormatException {
        if (!neutral) {
            throw fields.refusal(field, ConfigFields.shown(value(field)) + " is not implemented; only " + only);
        }
    }

    private JsonNode value(String field) {
        JsonNode value = fields.root().path(field);
        return value.isNull() ? value.path(field) : value; // null is absent
    }

    private boolean equal(String field, double neutral) {
        JsonNode value = value(field);
        return value.isMissingNode()
                || value.isNumber() && Math.abs(value.doubleValue() - neutral) <= 1e-9 * Math.abs(neutral);
    }
}
