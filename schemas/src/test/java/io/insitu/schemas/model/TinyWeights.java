package io.insitu.schemas.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A model of a few numbers, each tensor filled with one of its own, in one file or in two. */
final class TinyWeights {
    static final ModelConfig TIED = ModelConfig.llama(8, 4, 1, 2, 1, 6, 16);

    private TinyWeights() {}

    static SortedMap<String, Tensor> of(ModelConfig config) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        DecoderTensors.of(config).forEach((name, sizes) -> {
            int[] shape = sizes.stream().mapToInt(Integer::intValue).toArray();
            tensors.put(name, filled(tensors.size() + 1, shape));
        });
        return tensors;
    }

    static Tensor filled(float value, int... shape) {
        float[] values = new float[(int) Tensor.elements(shape)];
        Arrays.fill(values, value);
        return new Tensor(shape, values);
    }

    static void write(Path folder, Map<String, Tensor> tensors) throws Exception {
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors);
    }

    /** Every other tensor in each file; answers the index that is true, which is not written. */
    static String writeShards(Path folder, Map<String, Tensor> tensors) throws Exception {
        List<Map<String, Tensor>> files = List.of(new TreeMap<>(), new TreeMap<>());
        StringJoiner index = new StringJoiner(",", "{\"weight_map\":{", "}}");
        int next = 0;
        for (String name : new ArrayList<>(tensors.keySet())) {
            int file = next++ % 2;
            files.get(file).put(name, tensors.get(name));
            index.add("\"" + name + "\":\"" + file + ".safetensors\"");
        }
        for (int file = 0; file < 2; file++) {
            SafetensorsWriter.write(folder.resolve(file + ".safetensors"), files.get(file));
        }
        return index.toString();
    }
}
