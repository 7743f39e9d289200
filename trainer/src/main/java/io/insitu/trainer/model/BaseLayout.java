package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The base weights under their HF names. Matrices come first, then norms and biases, which no weight decay touches; q, k
 * and v lie end to end, and so do gate and up.
 */
public final class BaseLayout {
    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String HEAD = "lm_head.weight";
    public static final String FINAL_NORM = "model.norm.weight";

    private final ModelConfig config;
    private final ParameterSpace space = new ParameterSpace();
    private final long matrices;

    public BaseLayout(ModelConfig config) {
        this.config = config;
        space.add(EMBEDDING, config.vocabSize(), config.hidden());
        if (!config.tiedHead()) {
            space.add(HEAD, config.vocabSize(), config.hidden());
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            for (String module : Modules.ALL) {
                space.add(
                        Modules.path(layer, module) + ".weight",
                        Modules.out(config, module),
                        Modules.in(config, module));
            }
        }
        matrices = space.size();
        for (int layer = 0; layer < config.layers(); layer++) {
            space.add(norm(layer, "input_layernorm"), 1, config.hidden());
            space.add(norm(layer, "post_attention_layernorm"), 1, config.hidden());
            for (Stack stack : Stack.values()) {
                for (String module : biased(stack) ? stack.modules() : List.<String>of()) {
                    space.add(Modules.path(layer, module) + ".bias", 1, Modules.out(config, module));
                }
            }
        }
        space.add(FINAL_NORM, 1, config.hidden());
    }

    public ModelConfig config() {
        return config;
    }

    public ParameterSpace space() {
        return space;
    }

    /** Floats of the matrices, which lie before everything else. */
    public long matrices() {
        return matrices;
    }

    /** Norm weights and biases are vectors in the file. */
    public static boolean isVector(String name) {
        return name.endsWith("norm.weight") || name.endsWith(".bias");
    }

    public static String norm(int layer, String which) {
        return "model.layers." + layer + "." + which + ".weight";
    }

    Mat embedding(Memory memory) {
        return space.view(memory, EMBEDDING);
    }

    Mat head(Memory memory) {
        return space.view(memory, config.tiedHead() ? EMBEDDING : HEAD);
    }

    Mat finalNorm(Memory memory) {
        return space.view(memory, FINAL_NORM);
    }

    Mat norm(Memory memory, int layer, String which) {
        return space.view(memory, norm(layer, which));
    }

    Mat weight(Memory memory, int layer, Stack stack) {
        return space.stacked(memory, Modules.path(layer, stack.modules().get(0)) + ".weight", stack.out(config));
    }

    /** The biases of a stack end to end; null when it has none. */
    @Nullable
    Mat bias(Memory memory, int layer, Stack stack) {
        if (!biased(stack)) {
            return null;
        }
        Mat first = space.view(memory, Modules.path(layer, stack.modules().get(0)) + ".bias");
        return Mat.of(memory, first.offset(), 1, stack.out(config));
    }

    /** Whether the modules of a stack add a bias. */
    public boolean biased(Stack stack) {
        return switch (stack) {
            case QKV -> config.qkvBias();
            case O -> config.outputBias();
            case GATE_UP, DOWN -> config.mlpBias();
        };
    }
}
