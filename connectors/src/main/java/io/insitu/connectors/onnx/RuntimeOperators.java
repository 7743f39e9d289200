package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Attribute;
import io.insitu.connectors.onnx.OnnxGraph.Type;
import io.insitu.schemas.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * ONNX Runtime's own operators: few nodes, and a cache that is input and output in the same memory.
 *
 * <pre>
 *   ids (B,S)  rows (R)  seqlens (B) = cached + S - 1  total () = the longest's cached + S   past, present (B,kv,C,d)
 *   SITE.own (B,1,r), B and r may be 1: whether a conversation keeps this column of u = x A
 * </pre>
 *
 * C is what the caller has room for; the attention node writes the new positions only. Conversations of different
 * lengths share a call when S is 1.
 */
final class RuntimeOperators extends Operators {
    private final boolean ownAdapters;

    RuntimeOperators(OnnxGraph graph, ModelConfig config, boolean ownAdapters) {
        super(graph, config);
        this.ownAdapters = ownAdapters;
    }

    @Override
    String declareInputs() {
        graph.input(DecoderExport.ROWS, Type.INT64, "R");
        graph.input(DecoderExport.SEQLENS, Type.INT32, "B");
        graph.input(DecoderExport.TOTAL, Type.INT32);
        declareLogits("R");
        return graph.input(DecoderExport.IDS, Type.INT64, "B", "S");
    }

    @Override
    String norm(String name, String x, String weight) {
        return graph.node("RMSNormalization", name, List.of(x, weight), epsilon());
    }

    @Override
    void addAndNorm(String name, String x, String y, String weight) {
        graph.contrib(
                "SkipSimplifiedLayerNormalization",
                List.of(y, x, weight),
                List.of(normed(name), "", "", name), // the blanks are statistics
                epsilon());
    }

    @Override
    String times(String name, String x, String weight) {
        graph.contrib("FusedMatMul", List.of(x, weight), List.of(name), Attribute.of("transB", 1));
        return name;
    }

    @Override
    void declareAdapter(LoraSite site, int layer) {
        if (ownAdapters) {
            graph.inputOfAnyRank(site.inputA(layer), Type.FLOAT);
            graph.inputOfAnyRank(site.inputB(layer), Type.FLOAT);
        } else {
            super.declareAdapter(site, layer);
        }
    }

    /** Chosen and not multiplied: what another adapter makes of this row may be no number, and 0 times that is none. */
    @Override
    String own(LoraSite site, String u) {
        if (graph.isNew(site.own())) {
            graph.input(
                    site.own(), Type.BOOL, site.own() + ".B", 1, site.own() + ".r"); // names of its own: both may be 1
        }
        if (graph.isNew("nothing")) {
            graph.constant("nothing", new float[1], 1);
        }
        return graph.node("Where", u + ".own", List.of(site.own(), u, "nothing"));
    }

    @Override
    String silu(String name, String x) {
        // x sigmoid(alpha x) with alpha 1 is SiLU, in one node.
        graph.contrib("QuickGelu", List.of(x), List.of(name), Attribute.of("alpha", 1f));
        return name;
    }

    @Override
    String attended(int layer, String qkv) {
        declareCache(layer, "C", "C");
        // The node rotates by itself, but only heads whose size is a multiple of 16.
        return config.headDim() % 16 == 0
                ? attention(layer, List.of(qkv, "", ""), List.of("cos", "sin"), 1)
                : attention(layer, rotatedBefore(layer, qkv), List.of(), 0);
    }

    private String attention(int layer, List<String> qkv, List<String> tables, int rotate) {
        String name = "layer." + layer + ".attended";
        List<String> in = new ArrayList<>(qkv);
        in.addAll(List.of(DecoderExport.past(layer, "key"), DecoderExport.past(layer, "value")));
        in.addAll(List.of(DecoderExport.SEQLENS, DecoderExport.TOTAL));
        in.addAll(tables);
        graph.contrib(
                "GroupQueryAttention",
                in,
                List.of(name, DecoderExport.present(layer, "key"), DecoderExport.present(layer, "value")),
                Attribute.of("num_heads", config.heads()),
                Attribute.of("kv_num_heads", config.kvHeads()),
                Attribute.of("do_rotary", rotate),
                Attribute.of("scale", attentionScale()));
        return name;
    }

    private List<String> rotatedBefore(int layer, String qkv) {
        List<String> three = split(layer, qkv);
        String positions = positions();
        return List.of(
                rotated(three.get(0), config.heads(), positions),
                rotated(three.get(1), config.kvHeads(), positions),
                three.get(2));
    }

    /** (B,S): seqlens is the last position of each conversation. */
    private String positions() {
        if (graph.isNew("positions")) {
            graph.constant("one", new long[] {1});
            graph.constant("second", new long[] {1}, 1);
            graph.constant("first", new long[] {0}, 1);
            graph.node("Shape", "ids.shape", List.of(DecoderExport.IDS));
            graph.node("Gather", "S", List.of("ids.shape", "one"));
            graph.node("Sub", "before.last", List.of("one", "S"));
            graph.node("Range", "back", List.of("before.last", "one", "one"));
            graph.node("Cast", "last", List.of(DecoderExport.SEQLENS), Attribute.of("to", Type.INT64.code()));
            graph.node("Unsqueeze", "last.column", List.of("last", "second"));
            graph.node("Unsqueeze", "back.row", List.of("back", "first"));
            graph.node("Add", "positions", List.of("last.column", "back.row"));
        }
        return "positions";
    }

    @Override
    String wanted(String x) {
        return graph.node("Gather", "wanted", List.of(x, DecoderExport.ROWS), Attribute.of("axis", 1));
    }
}
