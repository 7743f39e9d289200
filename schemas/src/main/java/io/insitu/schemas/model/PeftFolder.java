package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** An adapter as HF PEFT keeps it: {@code adapter_config.json} beside {@code adapter_model.safetensors}. */
public final class PeftFolder {
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
        ObjectNode root = JSON.createObjectNode();
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
        root.put("use_rslora", false);
        Files.write(folder.resolve("adapter_config.json"), JSON.writeValueAsBytes(root));
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        adapter.modules().forEach((module, pair) -> {
            tensors.put(nameOfA(module), pair.a());
            tensors.put(nameOfB(module), pair.b());
        });
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors);
    }

    /** Reads both files; refuses by name what is not implemented. */
    public static LoraAdapter read(Path folder) throws IOException {
        Path file = folder.resolve("adapter_config.json");
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        ConfigFields fields = new ConfigFields(file, root);
        fields.oneOf("peft_type", List.of("LORA"), "");
        fields.oneOf("bias", List.of("none"), "none");
        fields.mustBeFalse("fan_in_fan_out");
        fields.mustBeFalse("use_dora");
        fields.mustBeFalse("use_rslora");
        fields.mustBeAbsent("modules_to_save");
        for (String pattern : List.of("rank_pattern", "alpha_pattern")) {
            if (root.path(pattern).size() > 0) {
                throw new ModelFormatException(file + ": " + pattern + " is not implemented");
            }
        }
        List<String> targets = new ArrayList<>();
        root.path("target_modules").forEach(target -> targets.add(target.asText()));
        SafetensorsFile stored = SafetensorsFile.open(folder.resolve("adapter_model.safetensors"));
        SortedMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        int seen = 0;
        for (TensorInfo info : stored.tensors()) {
            if (info.name().startsWith(PREFIX) && info.name().endsWith(A)) {
                String module =
                        info.name().substring(PREFIX.length(), info.name().length() - A.length());
                modules.put(module, new LoraAdapter.Pair(stored.read(info.name()), stored.read(nameOfB(module))));
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
                    fields.number("lora_alpha", fields.size("r")),
                    targets,
                    modules);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(folder + ": " + e.getMessage());
        }
    }
}
