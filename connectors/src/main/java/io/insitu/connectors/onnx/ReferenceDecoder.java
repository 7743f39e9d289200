package io.insitu.connectors.onnx;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.RopeScaling;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The decoder in plain float64 arithmetic, read straight from the files: what the graph must agree with. Shares no code
 * with the graph, keeps no weights and takes its time.
 */
public final class ReferenceDecoder {
    private final ModelConfig config;
    private final ModelWeights weights;

    public ReferenceDecoder(ModelConfig config, ModelWeights weights) {
        this.config = config;
        this.weights = weights;
    }

    /** Logits after each token of one sequence, (tokens, vocab). */
    public double[][] logits(int[] tokens, @Nullable LoraAdapter adapter) throws IOException {
        return logits(tokens, adapter, () -> {});
    }

    /**
     * The same for one who shares the processor with others.
     *
     * @param between called after each product
     */
    public double[][] logits(int[] tokens, @Nullable LoraAdapter adapter, Runnable between) throws IOException {
        ReferenceLinear w = new ReferenceLinear(weights, adapter, between);
        double[][] x = w.rows("model.embed_tokens.weight", tokens);
        for (int layer = 0; layer < config.layers(); layer++) {
            String at = "model.layers." + layer + ".";
            double[][] n = norm(x, w.vector(at + "input_layernorm.weight"));
            double[][] q = rotated(w.linear(n, at + "self_attn.q_proj", config.qkvBias()));
            double[][] k = rotated(w.linear(n, at + "self_attn.k_proj", config.qkvBias()));
            double[][] v = w.linear(n, at + "self_attn.v_proj", config.qkvBias());
            add(x, w.linear(attended(q, k, v), at + "self_attn.o_proj", config.outputBias()));
            n = norm(x, w.vector(at + "post_attention_layernorm.weight"));
            double[][] gate = w.linear(n, at + "mlp.gate_proj", config.mlpBias());
            double[][] up = w.linear(n, at + "mlp.up_proj", config.mlpBias());
            add(x, w.linear(gated(gate, up), at + "mlp.down_proj", config.mlpBias()));
        }
        double[][] last = norm(x, w.vector("model.norm.weight"));
        return w.times(last, config.tiedHead() ? "model.embed_tokens.weight" : "lm_head.weight");
    }

    private double[][] norm(double[][] x, float[] weight) {
        double[][] y = new double[x.length][config.hidden()];
        for (int t = 0; t < x.length; t++) {
            double squares = 0;
            for (double value : x[t]) {
                squares += value * value;
            }
            double scale = 1 / Math.sqrt(squares / x[t].length + config.rmsEps());
            for (int i = 0; i < x[t].length; i++) {
                y[t][i] = x[t][i] * scale * weight[i];
            }
        }
        return y;
    }

    /** Rotary positions in the half-rotation convention, head by head. */
    private double[][] rotated(double[][] x) {
        int half = config.headDim() / 2;
        for (int t = 0; t < x.length; t++) {
            for (int head = 0; head < x[t].length; head += config.headDim()) {
                for (int j = 0; j < half; j++) {
                    double angle = t * frequency(j);
                    double low = x[t][head + j];
                    double high = x[t][head + half + j];
                    x[t][head + j] = low * Math.cos(angle) - high * Math.sin(angle);
                    x[t][head + half + j] = high * Math.cos(angle) + low * Math.sin(angle);
                }
            }
        }
        return x;
    }

    /** Written out once more here, so that a mistake in the graph's table does not hide. */
    private double frequency(int j) {
        double frequency = 1 / Math.pow(config.ropeTheta(), 2.0 * j / config.headDim());
        RopeScaling scaling = config.ropeScaling();
        if (scaling.kind() == RopeScaling.Kind.DEFAULT) {
            return frequency;
        }
        double slow = frequency / scaling.factor();
        if (scaling.kind() == RopeScaling.Kind.LINEAR) {
            return slow;
        }
        double turns = scaling.originalPositions() * frequency / (2 * Math.PI); // in the original context
        double kept = (turns - scaling.lowFrequency()) / (scaling.highFrequency() - scaling.lowFrequency());
        kept = Math.max(0, Math.min(1, kept));
        return kept * frequency + (1 - kept) * slow;
    }

    private double[][] attended(double[][] q, double[][] k, double[][] v) {
        int d = config.headDim();
        double[][] y = new double[q.length][config.attentionWidth()];
        for (int t = 0; t < q.length; t++) {
            for (int head = 0; head < config.heads(); head++) {
                int kv = head / (config.heads() / config.kvHeads()) * d;
                double[] share = new double[t + 1];
                double top = Double.NEGATIVE_INFINITY;
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < d; i++) {
                        share[s] += q[t][head * d + i] * k[s][kv + i];
                    }
                    share[s] /= Math.sqrt(d);
                    top = Math.max(top, share[s]);
                }
                double total = 0;
                for (int s = 0; s <= t; s++) {
                    share[s] = Math.exp(share[s] - top);
                    total += share[s];
                }
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < d; i++) {
                        y[t][head * d + i] += share[s] / total * v[s][kv + i];
                    }
                }
            }
        }
        return y;
    }

    private static double[][] gated(double[][] gate, double[][] up) {
        for (int t = 0; t < gate.length; t++) {
            for (int i = 0; i < gate[t].length; i++) {
                gate[t][i] *= up[t][i] / (1 + Math.exp(-gate[t][i]));
            }
        }
        return gate;
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                x[t][i] += y[t][i];
            }
        }
    }
}
