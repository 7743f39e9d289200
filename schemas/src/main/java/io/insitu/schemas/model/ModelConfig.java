package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The shape of a Llama-family decoder, as HF {@code config.json} states it.
 *
 * @param modelType {@code llama} or {@code qwen2}
 * @param feedForward intermediate_size
 * @param qkvBias q, k and v have a bias (always so for Qwen2)
 * @param tiedHead the head is the embedding table
 */
public record ModelConfig(
        String modelType,
        int vocabSize,
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int feedForward,
        double rmsEps,
        double ropeTheta,
        int maxPositions,
        boolean qkvBias,
        boolean tiedHead) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public ModelConfig {
        for (int size : new int[] {vocabSize, hidden, layers, heads, kvHeads, headDim, feedForward, maxPositions}) {
            if (size < 1) {
                throw new IllegalArgumentException("every size of a model must be at least 1, was " + size);
            }
        }
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads " + heads + " is no multiple of num_key_value_heads " + kvHeads);
        }
        if (headDim % 2 != 0) {
            throw new IllegalArgumentException("head_dim must be even for rotary positions, was " + headDim);
        }
    }

    /** A Llama without biases and with a tied head: what this project trains from nothing. */
    public static ModelConfig llama(
            int vocabSize, int hidden, int layers, int heads, int kvHeads, int feedForward, int maxPositions) {
        return new ModelConfig(
                "llama",
                vocabSize,
                hidden,
                layers,
                heads,
                kvHeads,
                hidden / heads,
                feedForward,
                1e-5,
                10_000,
                maxPositions,
                false,
                true);
    }

    /** Reads {@code config.json} of a HF folder. */
    public static ModelConfig ofModel(Path folder) throws IOException {
        return read(folder.resolve("config.json"));
    }

    /** Reads a config.json in the spelling of transformers 4 or 5; refuses by name what is not implemented. */
    public static ModelConfig read(Path file) throws IOException {
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        ConfigFields fields = new ConfigFields(file, root);
        String type = fields.oneOf("model_type", List.of("llama", "qwen2"), "");
        fields.oneOf("hidden_act", List.of("silu"), "silu");
        fields.mustBeFalse("mlp_bias");
        fields.mustBeFalse("attention_bias");
        fields.mustBeFalse("use_sliding_window");
        if (!type.equals("qwen2")) {
            fields.mustBeAbsent("sliding_window");
        }
        double theta = fields.ropeTheta();
        int hidden = fields.size("hidden_size");
        int heads = fields.size("num_attention_heads");
        try {
            return new ModelConfig(
                    type,
                    fields.size("vocab_size"),
                    hidden,
                    fields.size("num_hidden_layers"),
                    heads,
                    fields.size("num_key_value_heads", heads),
                    fields.size("head_dim", hidden / heads),
                    fields.size("intermediate_size"),
                    fields.number("rms_norm_eps", 1e-6),
                    theta,
                    fields.size("max_position_embeddings", 2048),
                    type.equals("qwen2"),
                    root.path("tie_word_embeddings").asBoolean(false));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file + ": " + e.getMessage());
        }
    }

    /** Writes {@code config.json} into a folder, in the spelling every transformers release reads. */
    public void write(Path folder) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add(modelType.equals("qwen2") ? "Qwen2ForCausalLM" : "LlamaForCausalLM");
        root.put("attention_bias", false);
        root.put("head_dim", headDim);
        root.put("hidden_act", "silu");
        root.put("hidden_size", hidden);
        root.put("intermediate_size", feedForward);
        root.put("max_position_embeddings", maxPositions);
        root.put("mlp_bias", false);
        root.put("model_type", modelType);
        root.put("num_attention_heads", heads);
        root.put("num_hidden_layers", layers);
        root.put("num_key_value_heads", kvHeads);
        root.put("rms_norm_eps", rmsEps);
        root.put("rope_theta", ropeTheta);
        root.put("tie_word_embeddings", tiedHead);
        root.put("torch_dtype", "float32");
        root.put("vocab_size", vocabSize);
        Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(root));
    }

    /** Rows of the stacked q, k and v weights. */
    public int qkvWidth() {
        return (heads + 2 * kvHeads) * headDim;
    }

    /** Columns of the attention output. */
    public int attentionWidth() {
        return heads * headDim;
    }
}
