package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Attribute;
import io.insitu.connectors.onnx.OnnxGraph.Type;
import io.insitu.schemas.model.ModelConfig;
import java.util.List;

/**
 * Operators of the ONNX standard, opset 23.
 *
 * <pre>
 *   input_ids, position_ids (B,S)   attn_bias (B,1,S,T), 0 or -1e9   past (B,kv,P,d)   present (B,kv,P+S,d)
 * </pre>
 *
 * Causality, padding and packing are what the caller writes into attn_bias, T = P + S.
 */
class StandardOperators extends Operators {
    StandardOperators(OnnxGraph graph, ModelConfig config) {
        super(graph, config);
    }

    @Override
    final String declareInputs() {
        graph.input(DecoderExport.POSITION_IDS, Type.INT64, "B", "S");
        graph.input(DecoderExport.ATTENTION_BIAS, Type.FLOAT, "B", 1, "S", "T");
        declareLogits("S");
        return graph.input(DecoderExport.INPUT_IDS, Type.INT64, "B", "S");
    }

    @Override
    String norm(String name, String x, String weight) {
        return graph.node("RMSNormalization", name, List.of(x, weight), epsilon());
    }

    @Override
    final void addAndNorm(String name, String x, String y, String weight) {
        graph.node("Add", name, List.of(x, y));
        norm(normed(name), name, weight);
    }

    @Override
    final String times(String name, String x, String weight) {
        String turned = weight + ".T"; // done once, when the model is loaded
        if (graph.isNew(turned)) {
            graph.node("Transpose", turned, List.of(weight), Attribute.of("perm", new long[] {1, 0}));
        }
        return graph.node("MatMul", name, List.of(x, turned));
    }

    @Override
    final String silu(String name, String x) {
        String sigmoid = graph.node("Sigmoid", name + ".sigmoid", List.of(x));
        return graph.node("Mul", name, List.of(x, sigmoid));
    }

    @Override
    final String attended(int layer, String qkv) {
        declareCache(layer, "P", "T");
        List<String> three = split(layer, qkv);
        return attention(layer, three.get(0), three.get(1), three.get(2));
    }

    /** The three are (B,S,heads d). */
    String attention(int layer, String query, String key, String value) {
        String name = "layer." + layer + ".attended";
        graph.node(
                "Attention",
                List.of(
                        rotated(query, config.heads(), DecoderExport.POSITION_IDS),
                        rotated(key, config.kvHeads(), DecoderExport.POSITION_IDS),
                        value,
                        DecoderExport.ATTENTION_BIAS,
                        DecoderExport.past(layer, "key"),
                        DecoderExport.past(layer, "value")),
                List.of(name, DecoderExport.present(layer, "key"), DecoderExport.present(layer, "value")),
                Attribute.of("q_num_heads", config.heads()),
                Attribute.of("kv_num_heads", config.kvHeads()),
                Attribute.of("scale", attentionScale()));
        return name;
    }

    @Override
    final String wanted(String x) {
        return x;
    }
}
