package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Attribute;
import io.insitu.connectors.onnx.OnnxGraph.Type;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelFormatException;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a Llama-family decoder as an ONNX model. Shapes: B conversations, S new tokens each, R rows whose logits are
 * wanted, C positions of cache. Every linear weight is stored transposed, (in, out).
 *
 * <pre>
 *   ids (B,S)  rows (R)  seqlens (B) = cached + S - 1  total () = cached + S
 *   past.N.key, past.N.value (B,kv,C,d)      layer.N.SITE.A (in,r)  layer.N.SITE.B (r,out)
 *     -> logits (B,R,vocab)  present.N.key, present.N.value (B,kv,C,d)
 * </pre>
 *
 * Past and present may be the same memory: the attention node then writes only the new positions.
 */
public final class DecoderExport {
    public static final String IDS = "ids";
    public static final String ROWS = "rows";
    public static final String SEQLENS = "seqlens";
    public static final String TOTAL = "total";
    public static final String LOGITS = "logits";

    private static final int OPSET = 23;
    private static final long PROTOBUF_LIMIT = 1_900_000_000L;

    private final ModelConfig config;
    private final SafetensorsFile weights;
    private final OnnxGraph graph = new OnnxGraph("decoder");
    private final Attribute epsilon;

    private DecoderExport(ModelConfig config, SafetensorsFile weights) {
        this.config = config;
        this.weights = weights;
        this.epsilon = Attribute.of("epsilon", (float) config.rmsEps());
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
     * The bytes of the model.
     *
     * @param positions how many positions the rotary tables hold
     */
    public static byte[] write(ModelConfig config, SafetensorsFile weights, int positions) throws IOException {
        if (config.headDim() % 16 != 0) { // a limit of GroupQueryAttention's rotation
            throw new ModelFormatException(
                    weights.file() + ": head_dim must be a multiple of 16 to be served, was " + config.headDim());
        }
        long stored = weights.tensors().stream()
                .mapToLong(info -> info.bytes() / info.dtype().width() * Float.BYTES)
                .sum();
        if (stored > PROTOBUF_LIMIT) {
            throw new ModelFormatException(weights.file() + ": " + stored
                    + " bytes of float32 weights exceed what one ONNX file can hold; serve a smaller base");
        }
        return new DecoderExport(config, weights).bytes(positions);
    }

    private byte[] bytes(int positions) throws IOException {
        declare(positions);
        String x = graph.node("Gather", "x", List.of("embed", IDS));
        String normed =
                graph.node("RMSNormalization", "normed", List.of(x, norm("model.layers.0.input_layernorm")), epsilon);
        for (int layer = 0; layer < config.layers(); layer++) {
            String at = "layer." + layer + ".";
            String attended = attention(layer, normed);
            String mid = addAndNorm(at + "mid", attended, x, "model.layers." + layer + ".post_attention_layernorm");
            String fed = feedForward(layer, at + "mid.normed");
            String next =
                    layer + 1 < config.layers() ? "model.layers." + (layer + 1) + ".input_layernorm" : "model.norm";
            x = addAndNorm(at + "end", fed, mid, next);
            normed = at + "end.normed";
        }
        String wanted = graph.node("Gather", "wanted", List.of(normed, ROWS), Attribute.of("axis", 1));
        graph.contrib("FusedMatMul", List.of(wanted, head()), List.of(LOGITS), Attribute.of("transB", 1));
        return graph.toBytes(OPSET);
    }

    private void declare(int positions) throws IOException {
        graph.input(IDS, Type.INT64, "B", "S");
        graph.input(ROWS, Type.INT64, "R");
        graph.input(SEQLENS, Type.INT32, "B");
        graph.input(TOTAL, Type.INT32);
        graph.output(LOGITS, Type.FLOAT, "B", "R", config.vocabSize());
        Tensor embed = weights.read("model.embed_tokens.weight", config.vocabSize(), config.hidden());
        graph.constant("embed", embed.values(), config.vocabSize(), config.hidden());
        RotaryTable table = RotaryTable.of(config, positions);
        graph.constant("cos", table.cos(), positions, config.headDim() / 2);
        graph.constant("sin", table.sin(), positions, config.headDim() / 2);
    }

    private String attention(int layer, String x) throws IOException {
        String at = "layer." + layer + ".";
        String qkv = linear(LoraSite.QKV, layer, x);
        for (String kind : List.of("key", "value")) {
            graph.input(past(layer, kind), Type.FLOAT, "B", config.kvHeads(), "C", config.headDim());
            graph.output(present(layer, kind), Type.FLOAT, "B", config.kvHeads(), "C", config.headDim());
        }
        graph.contrib(
                "GroupQueryAttention",
                List.of(qkv, "", "", past(layer, "key"), past(layer, "value"), SEQLENS, TOTAL, "cos", "sin"),
                List.of(at + "attended", present(layer, "key"), present(layer, "value")),
                Attribute.of("num_heads", config.heads()),
                Attribute.of("kv_num_heads", config.kvHeads()),
                Attribute.of("do_rotary", 1),
                Attribute.of("scale", (float) (1 / Math.sqrt(config.headDim()))));
        return linear(LoraSite.OUT, layer, at + "attended");
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
        // x sigmoid(alpha x) with alpha 1 is SiLU, in one node.
        graph.contrib("QuickGelu", List.of(at + "gate"), List.of(at + "silu"), Attribute.of("alpha", 1f));
        String gated = graph.node("Mul", at + "gated", List.of(at + "silu", at + "up"));
        return linear(LoraSite.DOWN, layer, gated);
    }

    /** y = x W + b + (x A) B for all modules of a site at once. */
    private String linear(LoraSite site, int layer, String x) throws IOException {
        String at = site.prefix(layer);
        String y = graph.node("MatMul", at, List.of(x, weight(site, layer)));
        if (site == LoraSite.QKV && config.qkvBias()) {
            y = graph.node("Add", at + ".biased", List.of(y, bias(site, layer)));
        }
        String rank = at + ".rank";
        String a = graph.input(site.inputA(layer), Type.FLOAT, site.width(config), rank);
        String b = graph.input(site.inputB(layer), Type.FLOAT, rank, site.outputWidth(config));
        String u = graph.node("MatMul", at + ".u", List.of(x, a));
        String delta = graph.node("MatMul", at + ".delta", List.of(u, b));
        return graph.node("Add", at + ".y", List.of(y, delta));
    }

    private String weight(LoraSite site, int layer) throws IOException {
        int in = site.width(config);
        int out = site.outputWidth(config);
        float[] transposed = new float[Math.multiplyExact(in, out)];
        int column = 0;
        List<String> modules = site.modules(layer);
        for (int m = 0; m < modules.size(); m++) {
            int rows = site.outputs(config).get(m);
            float[] w = weights.read(modules.get(m) + ".weight", rows, in).values();
            for (int o = 0; o < rows; o++) {
                for (int i = 0; i < in; i++) {
                    transposed[i * out + column + o] = w[o * in + i];
                }
            }
            column += rows;
        }
        return graph.constant(site.prefix(layer) + ".weight", transposed, in, out);
    }

    private String bias(LoraSite site, int layer) throws IOException {
        float[] all = new float[site.outputWidth(config)];
        int column = 0;
        List<String> modules = site.modules(layer);
        for (int m = 0; m < modules.size(); m++) {
            int rows = site.outputs(config).get(m);
            System.arraycopy(weights.read(modules.get(m) + ".bias", rows).values(), 0, all, column, rows);
            column += rows;
        }
        return graph.constant(site.prefix(layer) + ".bias", all, all.length);
    }

    private String norm(String module) throws IOException {
        float[] weight = weights.read(module + ".weight", config.hidden()).values();
        return graph.constant(module, weight, config.hidden());
    }

    /** x + y, and that normed, as {@code name} and {@code name.normed}. */
    private String addAndNorm(String name, String y, String x, String norm) throws IOException {
        List<String> out = new ArrayList<>(List.of(name + ".normed", "", "", name)); // the blanks are statistics
        graph.contrib("SkipSimplifiedLayerNormalization", List.of(y, x, norm(norm)), out, epsilon);
        return name;
    }

    private String head() throws IOException {
        if (config.tiedHead()) {
            return "embed";
        }
        Tensor head = weights.read("lm_head.weight", config.vocabSize(), config.hidden());
        return graph.constant("head", head.values(), config.vocabSize(), config.hidden());
    }
}
