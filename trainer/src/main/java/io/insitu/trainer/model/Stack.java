package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import java.util.List;

/** Modules that read the same input and are multiplied as one matrix. */
public enum Stack {
    QKV(List.of("q_proj", "k_proj", "v_proj")),
    O(List.of("o_proj")),
    GATE_UP(List.of("gate_proj", "up_proj")),
    DOWN(List.of("down_proj"));

    private final List<String> modules;

    Stack(List<String> modules) {
        this.modules = modules;
    }

    public List<String> modules() {
        return modules;
    }

    /** Of the input that they share. */
    public int in(ModelConfig config) {
        return Modules.in(config, modules.get(0));
    }

    /** Of all outputs, end to end. */
    public int out(ModelConfig config) {
        return modules.stream().mapToInt(m -> Modules.out(config, m)).sum();
    }
}
