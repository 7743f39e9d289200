package io.insitu.ops.bench;

import io.insitu.connectors.onnx.LoraSite;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Adapters of every linear layer of a model, small, random, each of its own digest. */
final class RandomAdapters {
    private final ModelConfig config;
    private final String baseModelId;
    private final int rank;
    private long next = 1;

    RandomAdapters(ModelConfig config, String baseModelId, int rank) {
        this.config = config;
        this.baseModelId = baseModelId;
        this.rank = rank;
    }

    LoraAdapter next() {
        SplittableRandom random = new SplittableRandom(next++);
        TreeMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (LoraSite site : LoraSite.values()) {
                List<String> names = site.modules(layer);
                for (int i = 0; i < names.size(); i++) {
                    Tensor a = matrix(random, rank, site.width(config));
                    Tensor b = matrix(random, site.outputs(config).get(i), rank);
                    modules.put(names.get(i), new LoraAdapter.Pair(a, b));
                }
            }
        }
        List<String> targets = modules.keySet().stream()
                .map(module -> module.substring(module.lastIndexOf('.') + 1))
                .toList();
        return new LoraAdapter(baseModelId, rank, 2.0 * rank, targets, modules);
    }

    private static Tensor matrix(SplittableRandom random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.02 * (random.nextDouble() - 0.5));
        }
        return Tensor.matrix(rows, columns, values);
    }
}
