package io.insitu.connectors.onnx;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.TensorInfo;
import io.insitu.schemas.model.TensorPieces;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The products of {@link ReferenceDecoder}, each matrix read piece by piece while it is multiplied: a probe beside those
 * who are answered must not leave a model's worth of garbage behind.
 */
final class ReferenceLinear {
    private final ModelWeights weights;
    private final @Nullable LoraAdapter adapter;
    private final TensorPieces pieces = new TensorPieces();

    ReferenceLinear(ModelWeights weights, @Nullable LoraAdapter adapter) {
        this.weights = weights;
        this.adapter = adapter;
    }

    /** Some rows of a matrix, in this order. */
    double[][] rows(String name, int[] wanted) throws IOException {
        TensorInfo info = weights.info(name);
        int width = info.shape().get(1);
        double[][] rows = new double[wanted.length][width];
        pieces.read(weights.file(name), info, (from, values, count) -> {
            for (int r = 0; r < wanted.length; r++) {
                long start = (long) wanted[r] * width - from; // of the row, seen from the piece
                for (int i = (int) Math.max(0, -start); i < width && start + i < count; i++) {
                    rows[r][i] = values[(int) (start + i)];
                }
            }
        });
        return rows;
    }

    float[] vector(String name) throws IOException {
        return weights.read(name).values();
    }

    /** x W' + b, and what the adapter adds to it. */
    double[][] linear(double[][] x, String module, boolean biased) throws IOException {
        double[][] y = times(x, module + ".weight");
        if (biased) {
            float[] bias = vector(module + ".bias");
            for (double[] row : y) {
                for (int o = 0; o < row.length; o++) {
                    row[o] += bias[o];
                }
            }
        }
        LoraAdapter.Pair pair = adapter == null ? null : adapter.modules().get(module);
        if (adapter != null && pair != null) {
            double[][] u = new double[x.length][pair.a().rows()];
            multiply(x, u, 0, pair.a().values(), pair.a().values().length);
            double[][] delta = new double[x.length][pair.b().rows()];
            multiply(u, delta, 0, pair.b().values(), pair.b().values().length);
            for (int t = 0; t < y.length; t++) {
                for (int o = 0; o < y[t].length; o++) {
                    y[t][o] += adapter.scale() * delta[t][o];
                }
            }
        }
        return y;
    }

    /** x W', with W (out, in). */
    double[][] times(double[][] x, String name) throws IOException {
        TensorInfo info = weights.info(name);
        double[][] y = new double[x.length][info.shape().get(0)];
        pieces.read(weights.file(name), info, (from, values, count) -> multiply(x, y, from, values, count));
        return y;
    }

    /** Adds to y what a run of W's elements, which may begin and end inside a row, contributes. */
    private static void multiply(double[][] x, double[][] y, long from, float[] w, int count) {
        int in = x[0].length;
        for (int done = 0; done < count; ) {
            int o = (int) ((from + done) / in);
            int first = (int) ((from + done) % in);
            int length = Math.min(in - first, count - done);
            for (int t = 0; t < x.length; t++) {
                double sum = 0;
                for (int i = 0; i < length; i++) {
                    sum += x[t][first + i] * w[done + i];
                }
                y[t][o] += sum;
            }
            done += length;
        }
    }
}
