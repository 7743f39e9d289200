package io.insitu.ops.modelcli;

import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.TrainingMemory;

/** What logits of a sequence take, told apart from what this machine has before a model is read. */
final class LogitsPlan {
    /** A number as a node of JSON, and its place in a row. */
    private static final int NODE_BYTES = 24;

    private LogitsPlan() {}

    /** Attention keeps the square of the sequence for every head and layer: that is what does not fit. */
    static void mustFit(ModelConfig config, int tokens, boolean json) {
        TrainingMemory memory = TrainingMemory.ofLogits(config, LoraSpec.everywhere(1, 1), tokens);
        long numbers = (long) tokens * config.vocabSize();
        long heap = memory.heap() + (json ? numbers * NODE_BYTES : 0);
        if (memory.total() > ThisMachine.bytes()) {
            throw refusal(
                    tokens, "about " + (memory.total() >> 20) + " MB, this machine has " + (ThisMachine.bytes() >> 20));
        }
        if (numbers > Integer.MAX_VALUE || heap > ThisMachine.heap()) {
            throw refusal(
                    tokens,
                    "about " + (heap >> 20) + " MB of Java heap for " + numbers + " logits, of which there are "
                            + (ThisMachine.heap() >> 20) + " (INSITU_HEAP sets it), for at most " + Integer.MAX_VALUE);
        }
    }

    private static UserError refusal(int tokens, String need) {
        return UserError.usage("--tokens: one sequence of " + tokens + " tokens needs " + need + "; give fewer");
    }
}
