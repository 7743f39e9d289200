package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Attribute;
import io.insitu.connectors.onnx.OnnxGraph.Type;
import io.insitu.schemas.model.ModelConfig;
import java.util.List;

/** One vocabulary of operators in which {@link DecoderExport} writes its sentences. */
abstract class Operators {
    final OnnxGraph graph;
    final ModelConfig config;

    Operators(OnnxGraph graph, ModelConfig config) {
        this.graph = graph;
        this.config = config;
    }

    /**
     * Operators of a profile.
     *
     * @param own whether conversations may have adapters of their own, which only one profile can
     */
    static Operators of(DecoderProfile profile, OnnxGraph graph, ModelConfig config, boolean own) {
        return switch (profile) {
            case RUNTIME -> new RuntimeOperators(graph, config, own);
            case STANDARD -> new StandardOperators(graph, config);
            case PLAIN -> new PlainOperators(graph, config);
        };
    }

    /** Declares what goes in beside cache and adapter, and answers the name of the tokens. */
    abstract String declareInputs();

    /** x normed and times this weight. */
    abstract String norm(String name, String x, String weight);

    /** x + y, under this name; that normed, under {@link #normed}. */
    abstract void addAndNorm(String name, String x, String y, String weight);

    /** x times the transposed weight, which is (out, in) as stored. */
    abstract String times(String name, String x, String weight);

    /** Declares the adapter's matrices of a site: the rank may be another in each, but of A and B together it is one. */
    void declareAdapter(LoraSite site, int layer) {
        String rank = site.prefix(layer) + ".r";
        graph.input(site.inputA(layer), Type.FLOAT, site.width(config), rank);
        graph.input(site.inputB(layer), Type.FLOAT, rank, site.outputWidth(config));
    }

    /** Of u = x A the columns that belong to each conversation. */
    String own(LoraSite site, String u) {
        return u;
    }

    abstract String silu(String name, String x);

    /** Attention over the cache and these queries, keys and values, which lie side by side. */
    abstract String attended(int layer, String qkv);

    /** The positions whose logits are wanted. */
    abstract String wanted(String x);

    static String normed(String name) {
        return name + ".normed";
    }

    final Attribute epsilon() {
        return Attribute.of("epsilon", (float) config.rmsEps());
    }

    final void declareLogits(Object positions) {
        graph.output(DecoderExport.LOGITS, Type.FLOAT, "B", positions, config.vocabSize());
    }

    final void declareCache(int layer, Object before, Object after) {
        for (String kind : List.of("key", "value")) {
            graph.input(DecoderExport.past(layer, kind), Type.FLOAT, "B", config.kvHeads(), before, config.headDim());
            graph.output(
                    DecoderExport.present(layer, kind), Type.FLOAT, "B", config.kvHeads(), after, config.headDim());
        }
    }

    /** Queries, keys and values apart, each (B,S,heads d). */
    final List<String> split(int layer, String qkv) {
        String at = "layer." + layer + ".";
        long kv = (long) config.kvHeads() * config.headDim();
        if (graph.isNew("qkv.sizes")) {
            graph.constant("qkv.sizes", new long[] {config.attentionWidth(), kv, kv}, 3);
        }
        List<String> three = List.of(at + "query", at + "key", at + "value");
        graph.node("Split", List.of(qkv, "qkv.sizes"), three, Attribute.of("axis", -1));
        return three;
    }

    final String rotated(String x, int heads, String positions) {
        return graph.node(
                "RotaryEmbedding",
                x + ".rotated",
                List.of(x, "cos", "sin", positions),
                Attribute.of("num_heads", heads));
    }

    final float attentionScale() {
        return (float) (1 / Math.sqrt(config.headDim()));
    }
}
