package io.insitu.schemas.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** An adapter as HF PEFT keeps it: {@code adapter_config.json} beside {@code adapter_model.safetensors}. */
public final class PeftFolder {
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String TENSORS = "adapter_model.safetensors";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32}");

    private PeftFolder() {}

    /** The tensor name of a module's A matrix. */
    public static String nameOfA(String module) {
        return PREFIX + module + A;
    }

    /** The tensor name of a module's B matrix. */
    public static String nameOfB(String module) {
        return PREFIX + module + B;
    }

    /** Writes both files; the same adapter gives the same bytes. */
    public static void write(Path folder, LoraAdapter adapter) throws IOException {
        Files.createDirectories(folder);
        PeftConfig.write(folder, adapter);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        adapter.modules().forEach((module, pair) -> {
            tensors.put(nameOfA(module), pair.a());
            tensors.put(nameOfB(module), pair.b());
        });
        SafetensorsWriter.write(folder.resolve(TENSORS), tensors);
    }

    /**
     * Reads both files as an adapter of this base. One that names another base by digest, or whose tensors do not fit, is
     * refused by file and tensor; a base's name that is no digest, as other trainers write it, cannot be compared.
     */
    public static LoraAdapter readFor(Path folder, ModelConfig base, String baseModelId) throws IOException {
        LoraAdapter stored = read(folder);
        if (DIGEST.matcher(stored.baseModelId()).matches()
                && !stored.baseModelId().equals(baseModelId)) {
            throw new ModelFormatException(folder.resolve(PeftConfig.NAME) + ": base_model_name_or_path is the model "
                    + stored.baseModelId() + ", not this base, " + baseModelId + "; train it again on this base");
        }
        SortedMap<String, List<Integer>> weights = DecoderTensors.of(base);
        for (Map.Entry<String, LoraAdapter.Pair> entry : stored.modules().entrySet()) {
            String module = entry.getKey();
            List<Integer> shape = weights.get(module + ".weight");
            if (shape == null || shape.size() != 2 || !module.endsWith("_proj")) {
                throw misfit(folder, nameOfA(module), "adapts what this base does not have");
            }
            mustBe(folder, nameOfA(module), entry.getValue().a(), stored.rank(), shape.get(1));
            mustBe(folder, nameOfB(module), entry.getValue().b(), shape.get(0), stored.rank());
        }
        return stored.onBase(baseModelId);
    }

    /** The same, for those who compute every layer alike: refuses by name a place that was left out. */
    public static LoraAdapter readWhole(Path folder, ModelConfig base, String baseModelId) throws IOException {
        LoraAdapter adapter = readFor(folder, base, baseModelId);
        for (String weight : DecoderTensors.of(base).keySet()) {
            String module = weight.substring(0, weight.lastIndexOf('.'));
            String target = module.substring(module.lastIndexOf('.') + 1);
            if (adapter.targetModules().contains(target) && !adapter.modules().containsKey(module)) {
                throw misfit(
                        folder,
                        nameOfA(module),
                        "is not there: an adapter of some layers only can be served, but neither trained on nor checked");
            }
        }
        return adapter;
    }

    private static void mustBe(Path folder, String name, Tensor tensor, int rows, int columns)
            throws ModelFormatException {
        if (!tensor.hasShape(rows, columns)) {
            throw misfit(
                    folder,
                    name,
                    "has shape " + Arrays.toString(tensor.shape()) + ", expected [" + rows + ", " + columns + "]");
        }
    }

    private static ModelFormatException misfit(Path folder, String tensor, String reason) {
        return new ModelFormatException(folder.resolve(TENSORS) + ": " + tensor + " " + reason);
    }

    /** What the adapter calls its base, where that is a name and no digest, so that nobody can compare it; empty else. */
    public static String uncomparedBase(Path folder) throws IOException {
        String base = PeftConfig.read(folder).base();
        return DIGEST.matcher(base).matches() ? "" : base;
    }

    /** Reads both files; refuses by name what is not implemented. */
    public static LoraAdapter read(Path folder) throws IOException {
        PeftConfig config = PeftConfig.read(folder);
        SafetensorsFile stored = SafetensorsFile.open(folder.resolve(TENSORS));
        SortedMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        int seen = 0;
        for (TensorInfo info : stored.tensors()) {
            if (info.name().startsWith(PREFIX) && info.name().endsWith(A)) {
                String module =
                        info.name().substring(PREFIX.length(), info.name().length() - A.length());
                Tensor a = matrix(stored, info.name());
                Tensor b = matrix(stored, nameOfB(module));
                mustBe(folder, info.name(), a, config.rank(), a.columns());
                mustBe(folder, nameOfB(module), b, b.rows(), config.rank());
                modules.put(module, new LoraAdapter.Pair(a, b));
                seen += 2;
            }
        }
        if (seen != stored.tensors().size() || seen == 0) {
            throw new ModelFormatException(
                    stored.file() + ": " + stored.tensors().size() + " tensors, of which " + seen + " are pairs of "
                            + PREFIX + "...lora_A/lora_B.weight");
        }
        try {
            return new LoraAdapter(
                    config.base(),
                    config.rank(),
                    config.alpha(),
                    config.targets(modules.keySet()),
                    modules,
                    config.rankStabilised());
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(folder + ": " + e.getMessage());
        }
    }

    private static Tensor matrix(SafetensorsFile stored, String name) throws IOException {
        Tensor tensor = stored.read(name);
        if (tensor.shape().length != 2) {
            throw new ModelFormatException(stored.file() + ": " + name + " is no matrix, but " + tensor);
        }
        for (float value : tensor.values()) {
            if (!Float.isFinite(value)) {
                throw new ModelFormatException(stored.file() + ": " + name + " holds " + value);
            }
        }
        return tensor;
    }
}
