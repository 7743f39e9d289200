package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.Stack;

/** Columns that the adapters of one input take beside it: their ranks together, rounded up to what a tensor core multiplies at once. */
record Ranks(int qkv, int o, int gateUp, int down) {
    private static final int STEP = 16;

    static Ranks of(LoraLayout lora) {
        return new Ranks(of(lora, Stack.QKV), of(lora, Stack.O), of(lora, Stack.GATE_UP), of(lora, Stack.DOWN));
    }

    /** The base alone. */
    static Ranks none() {
        return new Ranks(0, 0, 0, 0);
    }

    private static int of(LoraLayout lora, Stack stack) {
        return (lora.adapted(stack).size() * lora.rank() + STEP - 1) / STEP * STEP;
    }

    int of(Stack stack) {
        return switch (stack) {
            case QKV -> qkv;
            case O -> o;
            case GATE_UP -> gateUp;
            case DOWN -> down;
        };
    }
}
