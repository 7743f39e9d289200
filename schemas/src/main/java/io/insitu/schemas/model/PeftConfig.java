package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An {@code adapter_config.json} as PEFT writes it. What an adapter computes is A, B and a scale; a field that could mean
 * more, whether PEFT has it today or will have it, is taken only where it is off.
 *
 * @param base base_model_name_or_path, a digest where this project wrote it
 */
record PeftConfig(ConfigFields fields, String base, int rank, double alpha, boolean rankStabilised) {
    static final String NAME = "adapter_config.json";

    /** Of PEFT's LoraConfig, where the file does not say it. */
    private static final double DEFAULT_ALPHA = 8;

    /** What becomes of the numbers below. */
    private static final Set<String> READ = Set.of(
            "peft_type",
            "bias",
            "base_model_name_or_path",
            "r",
            "lora_alpha",
            "use_rslora",
            "target_modules",
            "init_lora_weights");

    /** How an adapter was made or found, and which tensors it has: its file tells that, and they compute alike. */
    private static final Set<String> HARMLESS = Set.of(
            "auto_mapping",
            "corda_config", // these four are read by the initialisation of their name, see init_lora_weights
            "ensure_weight_tying", // of modules_to_save, which are refused
            "eva_config",
            "exclude_modules",
            "inference_mode",
            "layers_pattern",
            "layers_to_transform",
            "loftq_config",
            "lora_dropout",
            "lora_ga_config",
            "lorap_emb_lr", // how it was trained; other trainers write these beside PEFT's
            "lorap_lr_ratio",
            "megatron_config",
            "megatron_core",
            "peft_version",
            "qalora_group_size", // of use_qalora, which is refused
            "revision",
            "runtime_config",
            "task_type");

    /** Initialisations that leave the base alone. PiSSA, OLoRA, CorDA, LoRA-GA and LoftQ take out of it what they put into A and B. */
    private static final List<String> INITIALISATIONS = List.of("true", "false", "gaussian", "eva", "orthogonal");

    /** Refuses by name what is not implemented. */
    static PeftConfig read(Path folder) throws IOException {
        ConfigFields fields = ConfigFields.read(folder.resolve(NAME));
        fields.oneOf("peft_type", List.of("LORA"), "");
        fields.oneOf("bias", List.of("none"), "none");
        for (Map.Entry<String, JsonNode> field : fields.root().properties()) {
            String name = field.getKey();
            if (!READ.contains(name) && !HARMLESS.contains(name) && !ConfigFields.isOff(field.getValue())) {
                throw fields.refusal(name, ConfigFields.shown(field.getValue()) + " is not implemented");
            }
        }
        mustLeaveTheBase(fields);
        return new PeftConfig(
                fields,
                fields.text("base_model_name_or_path", ""),
                fields.size("r"),
                fields.positive("lora_alpha", DEFAULT_ALPHA),
                fields.flag("use_rslora"));
    }

    private static void mustLeaveTheBase(ConfigFields fields) throws ModelFormatException {
        JsonNode how = fields.root().path("init_lora_weights");
        boolean known = how.isBoolean()
                || how.isTextual() && INITIALISATIONS.contains(how.textValue().toLowerCase(Locale.ROOT));
        if (fields.root().hasNonNull("init_lora_weights") && !known) {
            throw fields.refusal(
                    "init_lora_weights",
                    ConfigFields.shown(how) + " is not implemented: it may have changed the base; " + INITIALISATIONS
                            + " do not, and PEFT's path_initial_model_for_weight_conversion saves it as one of these");
        }
    }

    /** Short names of what the tensors adapt; the config's list, if it is one, must say the same. */
    List<String> targets(Collection<String> modules) throws ModelFormatException {
        SortedSet<String> adapted = new TreeSet<>();
        modules.forEach(module -> adapted.add(module.substring(module.lastIndexOf('.') + 1)));
        JsonNode told = fields.root().path("target_modules");
        if (told.isTextual()) {
            return List.copyOf(adapted); // a pattern, or "all-linear": the tensors are what it found
        }
        SortedSet<String> listed = new TreeSet<>();
        fields.list("target_modules").forEach(target -> listed.add(target.asText()));
        if (!listed.isEmpty() && !listed.equals(adapted)) {
            throw fields.refusal("target_modules", listed + " are not what the tensors adapt, " + adapted);
        }
        return List.copyOf(adapted);
    }

    static void write(Path folder, LoraAdapter adapter) throws IOException {
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
        ConfigFields.write(folder.resolve(NAME), root);
    }
}
