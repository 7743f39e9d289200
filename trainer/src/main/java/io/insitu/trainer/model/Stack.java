package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import java.util.List;

/** Modules that read the same input and are multiplied as one matrix. */
enum Stack {
    QKV(List.of("q_proj", "k_proj", "v_proj")),
    O(List.of("o_proj")),
    GATE_UP(List.of("gate_proj", "up_proj")),
    DOWN(List.of("down_proj"));

    private final List<String> modules;

    Stack(List<String> modules) {
        this.modules = modules;
    }

    List<String> modules() {
        return modules;
    }

    int out(ModelConfig config) {
        return modules.stream().mapToInt(m -> Modules.out(config, m)).sum();
    }
}
