package io.insitu.schemas.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tensors that a decoder of some shape reads, by HF's names: these must be stored, and nothing else may be. */
final class DecoderTensors {
    private final ModelConfig config;
    private final SortedMap<String, List<Integer>> shapes = new TreeMap<>();

    private DecoderTensors(ModelConfig config) {
        this.config = config;
    }

    /** Shapes by name. */
    static SortedMap<String, List<Integer>> of(ModelConfig config) {
        DecoderTensors tensors = new DecoderTensors(config);
        tensors.put("model.embed_tokens.weight", config.vocabSize(), config.hidden());
        tensors.put("model.norm.weight", config.hidden());
        if (!config.tiedHead()) {
            tensors.put("lm_head.weight", config.vocabSize(), config.hidden());
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            tensors.layer("model.layers." + layer + ".");
        }
        return tensors.shapes;
    }

    private void layer(String at) {
        int keys = config.kvHeads() * config.headDim();
        put(at + "input_layernorm.weight", config.hidden());
        put(at + "post_attention_layernorm.weight", config.hidden());
        linear(at + "self_attn.q_proj", config.qkvBias(), config.attentionWidth(), config.hidden());
        linear(at + "self_attn.k_proj", config.qkvBias(), keys, config.hidden());
        linear(at + "self_attn.v_proj", config.qkvBias(), keys, config.hidden());
        linear(at + "self_attn.o_proj", config.outputBias(), config.hidden(), config.attentionWidth());
        linear(at + "mlp.gate_proj", config.mlpBias(), config.feedForward(), config.hidden());
        linear(at + "mlp.up_proj", config.mlpBias(), config.feedForward(), config.hidden());
        linear(at + "mlp.down_proj", config.mlpBias(), config.hidden(), config.feedForward());
    }

    private void linear(String module, boolean biased, int out, int in) {
        put(module + ".weight", out, in);
        if (biased) {
            put(module + ".bias", out);
        }
    }

    private void put(String name, int... shape) {
        List<Integer> sizes = new ArrayList<>();
        for (int size : shape) {
            sizes.add(size);
        }
        shapes.put(name, sizes);
    }

    /**
     * What may be stored although nothing reads it: rotary tables, which older writers kept and the config tells too, and
     * the head of a model whose head is its embedding.
     */
    static boolean spare(ModelConfig config, String name) {
        return name.endsWith(".rotary_emb.inv_freq") || config.tiedHead() && name.equals("lm_head.weight");
    }
}
