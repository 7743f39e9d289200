package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.model.TensorInfo.Dtype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A {@code config.json}: read in the spelling of transformers 4 or 5, written in the one every release reads. */
final class ModelConfigFile {
    private ModelConfigFile() {}

    static ModelConfig read(Path file) throws IOException {
        ConfigFields fields = ConfigFields.read(file);
        String type = fields.oneOf("model_type", List.of("llama", "qwen2"), "");
        boolean qwen = type.equals("qwen2");
        fields.oneOf("hidden_act", List.of("silu"), "silu");
        refuseWhatIsNotImplemented(fields, qwen);
        RopeFields rope = RopeFields.of(fields);
        int hidden = fields.size("hidden_size");
        int heads = fields.size("num_attention_heads");
        if (heads > hidden && !fields.root().hasNonNull("head_dim")) {
            throw fields.refusal(
                    "num_attention_heads", "must be at most hidden_size " + hidden + " without head_dim, was " + heads);
        }
        boolean attentionBias = !qwen && fields.flag("attention_bias");
        ModelConfig config;
        try {
            config = new ModelConfig(
                    type,
                    fields.size("vocab_size"),
                    hidden,
                    fields.size("num_hidden_layers"),
                    heads,
                    fields.size("num_key_value_heads", heads),
                    fields.size("head_dim", hidden / heads),
                    fields.size("intermediate_size"),
                    fields.positive("rms_norm_eps", 1e-6),
                    rope.theta(),
                    fields.size("max_position_embeddings", 2048),
                    qwen || attentionBias,
                    fields.flag("tie_word_embeddings"),
                    rope.scaling(),
                    attentionBias,
                    !qwen && fields.flag("mlp_bias"));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file + ": " + e.getMessage());
        }
        SiblingFields.mustBeNeutral(fields, config);
        return config;
    }

    private static void refuseWhatIsNotImplemented(ConfigFields fields, boolean qwen) throws ModelFormatException {
        if (qwen) {
            fields.mustBeFalse("attention_bias"); // q, k and v always have one, o never
            fields.mustBeFalse("mlp_bias");
        } else {
            fields.mustBeAbsent("sliding_window");
        }
        for (JsonNode kind : fields.list("layer_types")) {
            if (!kind.isTextual() || !kind.textValue().equals("full_attention")) {
                throw fields.refusal("layer_types", kind + " is not implemented; [full_attention]");
            }
        }
    }

    static void write(Path folder, ModelConfig config, Dtype dtype) throws IOException {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        boolean qwen = config.modelType().equals("qwen2");
        root.putArray("architectures").add(qwen ? "Qwen2ForCausalLM" : "LlamaForCausalLM");
        root.put("attention_bias", config.outputBias());
        root.put("head_dim", config.headDim());
        root.put("hidden_act", "silu");
        root.put("hidden_size", config.hidden());
        root.put("intermediate_size", config.feedForward());
        root.put("max_position_embeddings", config.maxPositions());
        root.put("mlp_bias", config.mlpBias());
        root.put("model_type", config.modelType());
        root.put("num_attention_heads", config.heads());
        root.put("num_hidden_layers", config.layers());
        root.put("num_key_value_heads", config.kvHeads());
        root.put("rms_norm_eps", config.rmsEps());
        ropeScaling(root, config.ropeScaling());
        root.put("rope_theta", config.ropeTheta());
        root.put("tie_word_embeddings", config.tiedHead());
        root.put("torch_dtype", dtype.torchName());
        root.put("vocab_size", config.vocabSize());
        ConfigFields.write(folder.resolve("config.json"), root);
    }

    private static void ropeScaling(ObjectNode root, RopeScaling scaling) {
        switch (scaling.kind()) {
            case DEFAULT -> {}
            case LINEAR ->
                root.putObject("rope_scaling").put("factor", scaling.factor()).put("rope_type", "linear");
            case LLAMA3 ->
                root.putObject("rope_scaling")
                        .put("factor", scaling.factor())
                        .put("high_freq_factor", scaling.highFrequency())
                        .put("low_freq_factor", scaling.lowFrequency())
                        .put("original_max_position_embeddings", (int) scaling.originalPositions())
                        .put("rope_type", "llama3");
        }
    }
}
