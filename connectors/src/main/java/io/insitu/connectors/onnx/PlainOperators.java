package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Attribute;
import io.insitu.schemas.model.ModelConfig;
import java.util.List;

/** The inputs and outputs of {@link StandardOperators}, in operators every runtime has had for years. */
final class PlainOperators extends StandardOperators {
    PlainOperators(OnnxGraph graph, ModelConfig config) {
        super(graph, config);
    }

    /** x / sqrt(mean(x x) + eps) * weight */
    @Override
    String norm(String name, String x, String weight) {
        String axis = shared("last.axis", new long[] {-1});
        if (graph.isNew("eps")) {
            graph.constant("eps", new float[] {(float) config.rmsEps()}, 1);
        }
        String squares = graph.node("Mul", name + ".squares", List.of(x, x));
        String mean = graph.node("ReduceMean", name + ".mean", List.of(squares, axis));
        String inside = graph.node("Add", name + ".inside", List.of(mean, "eps"));
        String root = graph.node("Sqrt", name + ".root", List.of(inside));
        String scaled = graph.node("Div", name + ".scaled", List.of(x, root));
        return graph.node("Mul", name, List.of(scaled, weight));
    }

    /**
     * Query heads that share a key head are laid one under the other, (B, kv, S heads/kv, d), so that keys are never
     * repeated.
     */
    @Override
    String attention(int layer, String query, String key, String value) {
        String at = "layer." + layer + ".";
        String q = rotatedHeads(heads(query, config.heads()));
        String k = cached(layer, "key", rotatedHeads(heads(key, config.kvHeads())));
        String v = cached(layer, "value", heads(value, config.kvHeads()));
        if (graph.isNew("scale")) {
            graph.constant("scale", new float[] {attentionScale()}, 1);
        }
        String grouped = reshaped(
                graph.node("Mul", at + "q.scaled", List.of(q, "scale")), at + "q.grouped", "kv.heads", new long[] {
                    0, config.kvHeads(), -1, config.headDim()
                });
        String scores = graph.node("MatMul", at + "scores", List.of(grouped, turned(k, 0, 1, 3, 2)));
        String perHead = reshaped(scores, at + "scores.heads", "heads", new long[] {0, config.heads(), -1, 0});
        String allowed = graph.node("Add", at + "scores.allowed", List.of(perHead, DecoderExport.ATTENTION_BIAS));
        String shares = graph.node("Softmax", at + "shares", List.of(allowed), Attribute.of("axis", -1));
        String again = reshaped(shares, at + "shares.grouped", "kv.any", new long[] {0, config.kvHeads(), -1, 0});
        String mixed = graph.node("MatMul", at + "mixed", List.of(again, v));
        String heads =
                reshaped(mixed, at + "mixed.heads", "heads.d", new long[] {0, config.heads(), -1, config.headDim()});
        return reshaped(
                turned(heads, 0, 2, 1, 3), at + "attended", "joined", new long[] {0, 0, config.attentionWidth()});
    }

    /** (B,S,heads d) to (B,heads,S,d) */
    private String heads(String x, int heads) {
        String apart = reshaped(x, x + ".apart", "apart." + heads, new long[] {0, 0, heads, config.headDim()});
        return turned(apart, 0, 2, 1, 3);
    }

    /** y[j] = x[j] cos - x[j+h] sin; y[j+h] = x[j+h] cos + x[j] sin */
    private String rotatedHeads(String x) {
        int half = config.headDim() / 2;
        String sizes = shared("half.sizes", new long[] {half, half});
        graph.node("Split", List.of(x, sizes), List.of(x + ".low", x + ".high"), Attribute.of("axis", -1));
        String cos = atPositions("cos");
        String sin = atPositions("sin");
        String low = graph.node("Sub", x + ".l", List.of(product(x, "low", cos), product(x, "high", sin)));
        String high = graph.node("Add", x + ".h", List.of(product(x, "high", cos), product(x, "low", sin)));
        return graph.node("Concat", x + ".rotated", List.of(low, high), Attribute.of("axis", -1));
    }

    private String product(String x, String half, String by) {
        return graph.node("Mul", x + "." + half + "." + by, List.of(x + "." + half, by));
    }

    /** Rows of a rotary table, (B,1,S,d/2). */
    private String atPositions(String table) {
        String name = table + ".at";
        if (graph.isNew(name)) {
            String rows = graph.node("Gather", table + ".rows", List.of(table, DecoderExport.POSITION_IDS));
            graph.node("Unsqueeze", name, List.of(rows, shared("head.axis", new long[] {1})));
        }
        return name;
    }

    private String cached(int layer, String kind, String fresh) {
        return graph.node(
                "Concat",
                DecoderExport.present(layer, kind),
                List.of(DecoderExport.past(layer, kind), fresh),
                Attribute.of("axis", 2));
    }

    private String turned(String x, long... order) {
        return graph.node("Transpose", x + ".turned", List.of(x), Attribute.of("perm", order));
    }

    private String reshaped(String x, String name, String shape, long[] dims) {
        return graph.node("Reshape", name, List.of(x, shared("shape." + shape, dims)));
    }

    private String shared(String name, long[] values) {
        if (graph.isNew(name)) {
            graph.constant(name, values, values.length);
        }
        return name;
    }
}
