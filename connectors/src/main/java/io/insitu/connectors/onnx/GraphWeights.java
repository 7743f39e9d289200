package io.insitu.connectors.onnx;

import io.insitu.connectors.onnx.OnnxGraph.Attribute;
import io.insitu.connectors.onnx.OnnxGraph.Type;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.TensorInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Stored tensors as constants of a graph. Bytes are referenced; what the graph needs otherwise (float32, several
 * weights as one) is written as nodes over constants, which the runtime computes once, when it loads the model.
 */
final class GraphWeights {
    private final OnnxGraph graph;
    private final ModelWeights weights;
    private final WeightPlace place;

    GraphWeights(OnnxGraph graph, ModelWeights weights, WeightPlace place) {
        this.graph = graph;
        this.weights = weights;
        this.place = place;
    }

    /** One tensor as float32; the same name again is the same constant. */
    String tensor(String name, int... shape) throws IOException {
        if (!graph.isNew(name)) {
            return name;
        }
        SafetensorsFile file = weights.file(name);
        TensorInfo info = file.info(name, shape);
        Type stored = switch (info.dtype()) {
            case F32 -> Type.FLOAT;
            case F16 -> Type.FLOAT16;
            case BF16 -> Type.BFLOAT16;
        };
        if (stored == Type.FLOAT) {
            return graph.constant(name, stored, place.of(file, info), info.shape());
        }
        String raw = graph.constant(name + ".stored", stored, place.of(file, info), info.shape());
        return graph.node("Cast", name, List.of(raw), Attribute.of("to", Type.FLOAT.code()));
    }

    /** Matrices (or vectors) of several modules, one under the other. */
    String stacked(String name, List<String> modules, String kind, List<Integer> rows, int... columns)
            throws IOException {
        List<String> parts = new ArrayList<>();
        for (int m = 0; m < modules.size(); m++) {
            int[] shape = new int[1 + columns.length];
            shape[0] = rows.get(m);
            System.arraycopy(columns, 0, shape, 1, columns.length);
            parts.add(tensor(modules.get(m) + kind, shape));
        }
        return parts.size() == 1 ? parts.get(0) : graph.node("Concat", name, parts, Attribute.of("axis", 0));
    }
}
