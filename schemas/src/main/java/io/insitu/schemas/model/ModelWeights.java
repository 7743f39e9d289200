package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a HF folder, whether they lie in one {@code model.safetensors} or in shards that
 * {@code model.safetensors.index.json} lists.
 */
public final class ModelWeights {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path listing;
    private final SortedMap<String, SafetensorsFile> files;

    /** @param listing the file that says which tensors there are: the one with all of them, or the index */
    private ModelWeights(Path listing, SortedMap<String, SafetensorsFile> files) {
        this.listing = listing;
        this.files = Collections.unmodifiableSortedMap(files);
    }

    /**
     * Reads every header and compares it with the folder's config.json: each tensor that the model reads is there in its
     * shape, and nothing is stored that no place reads. This is the one door through which trainer, serving and export come.
     */
    public static ModelWeights of(Path folder) throws IOException {
        ModelWeights weights = stored(folder);
        weights.mustBe(ModelConfig.ofModel(folder));
        return weights;
    }

    /** Whatever is stored, as it names itself. */
    static ModelWeights stored(Path folder) throws IOException {
        SortedMap<String, SafetensorsFile> files = new TreeMap<>();
        Path listing = folder.resolve(SINGLE);
        if (Files.exists(listing)) {
            SafetensorsFile single = SafetensorsFile.open(listing);
            single.tensors().forEach(info -> files.put(info.name(), single));
        } else if (Files.exists(folder.resolve(INDEX))) {
            listing = folder.resolve(INDEX);
            shards(listing, files);
        } else {
            throw new ModelFormatException(folder + ": neither " + SINGLE + " nor " + INDEX + " is there");
        }
        return new ModelWeights(listing, files);
    }

    private static void shards(Path index, SortedMap<String, SafetensorsFile> files) throws IOException {
        JsonNode map = JsonObjectFile.read(index).path("weight_map");
        if (!map.isObject()) {
            throw new ModelFormatException(index + ": weight_map is missing");
        }
        Map<String, SafetensorsFile> opened = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String name = entry.getValue().asText();
            if (!name.matches("[\\w.-]+\\.safetensors")) {
                throw new ModelFormatException(
                        index + ": " + entry.getKey() + " lies in \"" + name + "\", which is no file of this folder");
            }
            SafetensorsFile shard = opened.get(name);
            if (shard == null) {
                Path file = index.resolveSibling(name);
                if (!Files.exists(file)) {
                    throw new ModelFormatException(
                            index + ": " + name + ", which has " + entry.getKey() + ", is missing");
                }
                shard = SafetensorsFile.open(file);
                opened.put(name, shard);
            }
            TensorInfo there = shard.info(entry.getKey());
            files.put(there.name(), shard);
        }
    }

    private void mustBe(ModelConfig config) throws ModelFormatException {
        SortedMap<String, List<Integer>> read = DecoderTensors.of(config);
        for (Map.Entry<String, List<Integer>> tensor : read.entrySet()) {
            file(tensor.getKey())
                    .info(
                            tensor.getKey(),
                            tensor.getValue().stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray());
        }
        for (SafetensorsFile file : new LinkedHashSet<>(files.values())) {
            for (TensorInfo info : file.tensors()) { // a shard may hold what the index does not list
                String name = info.name();
                if (DecoderTensors.spare(config, name)) {
                    continue;
                }
                if (!read.containsKey(name)) {
                    throw new ModelFormatException(file.file() + ": " + name
                            + " is stored, but no place in the model that config.json describes reads it");
                }
                if (files.get(name) != file) {
                    throw new ModelFormatException(
                            file.file() + ": " + name + " is stored here too; " + INDEX + " names another file");
                }
            }
        }
    }

    /** Names of all tensors, sorted. */
    public Collection<String> names() {
        return files.keySet();
    }

    public boolean has(String name) {
        return files.containsKey(name);
    }

    /** The file a tensor lies in; fails with a message naming the tensor, and the file that should list it, when there is none. */
    public SafetensorsFile file(String name) throws ModelFormatException {
        SafetensorsFile file = files.get(name);
        if (file == null) {
            throw new ModelFormatException(listing + ": no tensor " + name);
        }
        return file;
    }

    /** Where a tensor lies in its {@link #file}. */
    public TensorInfo info(String name) throws ModelFormatException {
        return file(name).info(name);
    }

    /** One tensor, widened to float32. */
    public Tensor read(String name) throws IOException {
        return file(name).read(name);
    }
}
