package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** An adapter as HF PEFT keeps it: {@code adapter_config.json} beside {@code adapter_model.safetensors}. */
public final class PeftFolder {
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String CONFIG = "adapter_config.json";

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
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("alpha_pattern");
        root.put("base_model_name_or_path", adapter.baseModelId());
        root.put("bias", "none");
        root.put("fan_in_fan_out", false);
        root.put("inference_mode", true);
        root.put("init_lora_weights", true);
        root.put("lora_alpha", adapter.alpha());
        root.put("lora_dropout", 0.0);
        root.putNull("modules_to_save");
        root.put("peft_type", "LORA");
        root.put("r", adapter.rank());
        root.putObject("rank_pattern");
        adapter.targetModules().forEach(root.putArray("target_modules")::add);
        root.put("task_type", "CAUSAL_LM");
        root.put("use_dora", false);
        root.put("use_rslora", adapter.rankStabilised());
        ConfigFields.write(folder.resolve(CONFIG), root);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        adapter.modules().forEach((module, pair) -> {
            tensors.put(nameOfA(module), pair.a());
            tensors.put(nameOfB(module), pair.b());
        });
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors);
    }

    /** Reads both files; refuses by name what is not implemented. */
    public static LoraAdapter read(Path folder) throws IOException {
        Path file = folder.resolve(CONFIG);
        ConfigFields fields = ConfigFields.read(file);
        JsonNode root = fields.root();
        fields.oneOf("peft_type", List.of("LORA"), "");
        fields.oneOf("bias", List.of("none"), "none");
        fields.mustBeFalse("fan_in_fan_out");
        fields.mustBeFalse("use_dora");
        fields.mustBeAbsent("modules_to_save");
        for (String pattern : List.of("rank_pattern", "alpha_pattern")) {
            if (root.path(pattern).size() > 0) {
                throw new ModelFormatException(file + ": " + pattern + " is not implemented");
            }
        }
        SafetensorsFile stored = SafetensorsFile.open(folder.resolve("adapter_model.safetensors"));
        SortedMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        int seen = 0;
        for (TensorInfo info : stored.tensors()) {
            if (info.name().startsWith(PREFIX) && info.name().endsWith(A)) {
                String module =
                        info.name().substring(PREFIX.length(), info.name().length() - A.length());
                modules.put(module, new LoraAdapter.Pair(matrix(stored, info.name()), matrix(stored, nameOfB(module))));
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
                    root.path("base_model_name_or_path").asText(""),
                    fields.size("r"),
                    fields.positive("lora_alpha", fields.size("r")),
                    targets(fields, modules.keySet()),
                    modules,
                    fields.flag("use_rslora"));
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

    /** Short names of what the tensors adapt; the config's list, if it is one, must say the same. */
    private static List<String> targets(ConfigFields fields, Collection<String> modules) throws ModelFormatException {
        SortedSet<String> adapted = new TreeSet<>();
        modules.forEach(module -> adapted.add(module.substring(module.lastIndexOf('.') + 1)));
        SortedSet<String> listed = new TreeSet<>();
        fields.root().path("target_modules").forEach(target -> listed.add(target.asText()));
        if (!listed.isEmpty() && !listed.equals(adapted)) {
            throw fields.refusal("target_modules", listed + " are not what the tensors adapt, " + adapted);
        }
        return List.copyOf(adapted);
    }
}
