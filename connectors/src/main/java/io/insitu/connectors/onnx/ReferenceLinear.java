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
    private final Runnable between;
    private final TensorPieces pieces = new TensorPieces();

    /**
     * @param between called after each product
     */
    ReferenceLinear(ModelWeights weights, @Nullable LoraAdapter adapter, Runnable between) {
        this.weights = weights;
        this.adapter = adapter;
        this.between = between;
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
        between.run();
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
                y[t][o] += dot(x[t], first, w, done, length);
            }
            done += length;
        }
    }

    /** Four sums side by side, as one would wait for each addition before it begins the next. */
    private static double dot(double[] x, int first, float[] w, int from, int length) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            a += x[first + i] * w[from + i];
            b += x[first + i + 1] * w[from + i + 1];
            c += x[first + i + 2] * w[from + i + 2];
            d += x[first + i + 3] * w[from + i + 3];
        }
        for (; i < length; i++) {
            a += x[first + i] * w[from + i];
        }
        return a + b + (c + d);
    }
}
