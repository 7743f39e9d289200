package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import java.util.List;

/** The seven linear modules of a layer, by the names HF gives them. */
public final class Modules {
    /** In the order in which a layer applies them. */
    public static final List<String> ALL =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private Modules() {}

    /** {@code model.layers.0.self_attn.q_proj}. */
    public static String path(int layer, String module) {
        String block = ALL.indexOf(module) < 4 ? "self_attn" : "mlp";
        return "model.layers." + layer + "." + block + "." + module;
    }

    public static int in(ModelConfig config, String module) {
        return switch (module) {
            case "o_proj" -> config.attentionWidth();
            case "down_proj" -> config.feedForward();
            default -> config.hidden();
        };
    }

    public static int out(ModelConfig config, String module) {
        return switch (module) {
            case "q_proj" -> config.attentionWidth();
            case "k_proj", "v_proj" -> config.kvHeads() * config.headDim();
            case "gate_proj", "up_proj" -> config.feedForward();
            default -> config.hidden();
        };
    }
}
