package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Attribute;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelFormatException;
import io.insitu.schemas.model.ModelWeights;
import java.io.IOException;
import java.util.List;

/**
 * Writes a Llama-family decoder as an ONNX model. Shapes: B conversations, S new tokens each, V the vocabulary, kv key
 * heads of d; the cache differs by {@link DecoderProfile}, see {@link RuntimeOperators} and {@link StandardOperators}.
 *
 * <pre>
 *   tokens (B,S), positions, past.N.key, past.N.value     layer.N.SITE.A (in,r)  layer.N.SITE.B (r,out)
 *     -> logits (B,R,V)  present.N.key, present.N.value
 * </pre>
 *
 * Every dimension is declared, r by a name of its own for each pair of A and B. In the graph that is {@link #served} A and B
 * may have a leading B as well, (B,in,r) and (B,r,out), so that each conversation has an adapter of its own: no declaration
 * can say two or three dimensions, so there they have none. In {@link RuntimeOperators} a mask may also leave each
 * conversation some columns of a common A only.
 */
public final class DecoderExport {
    public static final String IDS = "ids";
    public static final String ROWS = "rows";
    public static final String SEQLENS = "seqlens";
    public static final String TOTAL = "total";
    public static final String INPUT_IDS = "input_ids";
    public static final String POSITION_IDS = "position_ids";
    public static final String ATTENTION_BIAS = "attn_bias";
    public static final String LOGITS = "logits";

    private final ModelConfig config;
    private final OnnxGraph graph = new OnnxGraph("decoder");
    private final GraphWeights weights;
    private final Operators operators;

    private DecoderExport(
            ModelConfig config, ModelWeights weights, WeightPlace place, DecoderProfile profile, boolean own) {
        this.config = config;
        this.weights = new GraphWeights(graph, weights, place);
        this.operators = Operators.of(profile, graph, config, own);
    }

    /** Name of a layer's cache on the way in; kind is {@code key} or {@code value}. */
    public static String past(int layer, String kind) {
        return "past." + layer + "." + kind;
    }

    /** Name of a layer's cache on the way out. */
    public static String present(int layer, String kind) {
        return "present." + layer + "." + kind;
    }

    /**
     * The bytes of the model, without its weights.
     *
     * @param positions how many positions the rotary tables hold
     */
    public static byte[] write(
            ModelConfig config, ModelWeights weights, int positions, DecoderProfile profile, WeightPlace place)
            throws IOException {
        return write(config, weights, positions, profile, place, false);
    }

    /** The bytes of the model that is run in this process, where conversations may have adapters of their own. */
    public static byte[] served(ModelConfig config, ModelWeights weights, int positions, WeightPlace place)
            throws IOException {
        return write(config, weights, positions, DecoderProfile.RUNTIME, place, true);
    }

    private static byte[] write(
            ModelConfig config,
            ModelWeights weights,
            int positions,
            DecoderProfile profile,
            WeightPlace place,
            boolean own)
            throws IOException {
        if (profile == DecoderProfile.RUNTIME && config.headDim() % 8 != 0) { // a limit of GroupQueryAttention
            throw new ModelFormatException("head_dim must be a multiple of 8 to be served in process, was "
                    + config.headDim() + "; export the model for another runtime");
        }
        DecoderExport export = new DecoderExport(config, weights, place, profile, own);
        export.write(positions);
        return export.graph.toBytes(profile.irVersion(), profile.opset());
    }

    private void write(int positions) throws IOException {
        String ids = operators.declareInputs();
        RotaryTable table = RotaryTable.of(config, positions);
        graph.constant("cos", table.cos(), positions, config.headDim() / 2);
        graph.constant("sin", table.sin(), positions, config.headDim() / 2);
        String embed = weights.tensor("model.embed_tokens.weight", config.vocabSize(), config.hidden());
        String x = graph.node("Gather", "x", List.of(embed, ids));
        String normed = operators.norm("normed", x, normWeight("model.layers.0.input_layernorm"));
        for (int layer = 0; layer < config.layers(); layer++) {
            String at = "layer." + layer + ".";
            String attended = operators.attended(layer, linear(LoraSite.QKV, layer, normed));
            String mixed = linear(LoraSite.OUT, layer, attended);
            operators.addAndNorm(
                    at + "mid", x, mixed, normWeight("model.layers." + layer + ".post_attention_layernorm"));
            String fed = feedForward(layer, Operators.normed(at + "mid"));
            String next =
                    layer + 1 < config.layers() ? "model.layers." + (layer + 1) + ".input_layernorm" : "model.norm";
            x = at + "end";
            operators.addAndNorm(x, at + "mid", fed, normWeight(next));
            normed = Operators.normed(x);
        }
        String head = config.tiedHead() ? embed : weights.tensor("lm_head.weight", config.vocabSize(), config.hidden());
        operators.times(LOGITS, operators.wanted(normed), head);
    }

    private String feedForward(int layer, String x) throws IOException {
        String at = "layer." + layer + ".";
        String both = linear(LoraSite.GATE_UP, layer, x);
        graph.node(
                "Split",
                List.of(both),
                List.of(at + "gate", at + "up"),
                Attribute.of("axis", -1),
                Attribute.of("num_outputs", 2));
        String silu = operators.silu(at + "silu", at + "gate");
        return linear(LoraSite.DOWN, layer, graph.node("Mul", at + "gated", List.of(silu, at + "up")));
    }

    /** y = x W' + b + (x A) B for all modules of a site at once. */
    private String linear(LoraSite site, int layer, String x) throws IOException {
        String at = site.prefix(layer);
        List<String> modules = site.modules(layer);
        List<Integer> rows = site.outputs(config);
        String weight = weights.stacked(at + ".weight", modules, ".weight", rows, site.width(config));
        String y = operators.times(at, x, weight);
        if (site.biased(config)) {
            String bias = weights.stacked(at + ".bias", modules, ".bias", rows);
            y = graph.node("Add", at + ".biased", List.of(y, bias));
        }
        operators.declareAdapter(site, layer);
        String u = operators.own(site, graph.node("MatMul", at + ".u", List.of(x, site.inputA(layer))));
        String delta = graph.node("MatMul", at + ".delta", List.of(u, site.inputB(layer)));
        return graph.node("Add", at + ".y", List.of(y, delta));
    }

    private String normWeight(String module) throws IOException {
        return weights.tensor(module + ".weight", config.hidden());
    }
}
