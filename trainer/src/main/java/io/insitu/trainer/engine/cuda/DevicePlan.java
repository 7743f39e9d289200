package io.insitu.trainer.engine.cuda;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.engine.cuda.Rows.Type;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.Stack;

/**
 * The device memory that training takes, counted before anything is asked of a device.
 *
 * @param weights of the base with room for the adapter
 * @param adapter parameters, both moments, the gradient and its sum, float32
 * @param activations of one shard, kept and passing, with a chunk of logits and the rotary tables
 * @param library what cuBLASLt may use for itself
 */
public record DevicePlan(long weights, long adapter, long activations, long library) {
    /** Most tokens that are multiplied at once; beyond it nothing gets faster. */
    private static final int MOST_TOKENS = 1 << 15;

    private static final int FEWEST_TOKENS = 128;

    /** Parameters, two moments, gradient and sum. */
    private static final int VECTORS = 5;

    /** What of the free memory is planned with; allocations leave gaps. */
    private static final double USABLE = 0.95;

    /**
     * @param tokens of a shard
     * @param targets among them
     */
    public static DevicePlan of(BaseLayout layout, LoraLayout lora, int tokens, int targets) {
        ModelConfig config = layout.config();
        return new DevicePlan(
                weights(layout, Ranks.of(lora)),
                lora.space().size() * Float.BYTES * VECTORS,
                activations(config, lora, tokens, targets),
                LtProducts.WORKSPACE);
    }

    /** What {@link CudaWeights} allocates. */
    static long weights(BaseLayout layout, Ranks ranks) {
        ModelConfig config = layout.config();
        long layer = 2L * config.hidden() * Float.BYTES;
        for (Stack stack : Stack.values()) {
            int rank = ranks.of(stack);
            long rows = stack.out(config) + rank;
            layer += rows * stride(stack.in(config) + rank) * Type.BF16.bytes();
            layer += layout.biased(stack) ? (long) stack.out(config) * Type.BF16.bytes() : 0;
        }
        long vocabulary = (long) config.vocabSize() * stride(config.hidden()) * Type.BF16.bytes();
        return config.layers() * layer
                + (config.tiedHead() ? 1 : 2) * vocabulary
                + (long) config.hidden() * Float.BYTES;
    }

    private static long stride(int columns) {
        return (columns + 7L) / 8 * 8;
    }

    private static long activations(ModelConfig config, LoraLayout lora, int tokens, int targets) {
        int rows = Buckets.rows(tokens);
        int longest = Math.min(tokens, config.maxPositions()); // all of them in one sequence
        long rope = RopeTable.bytes(config.headDim() / 2, longest, config.maxPositions());
        return rope + Workspace.bytes(new Workspace.Need(config, Ranks.of(lora), rows, targets, 8 * rows, true));
    }

    /**
     * Tokens of a shard, every one a target, for so much free memory. A power of two: a few bytes more or less of what others use
     * must not change how a batch is split, because the split changes the last bits of a sum.
     */
    static int shardTokens(ModelConfig config, LoraLayout lora, long freeBytes) {
        long usable = (long) (freeBytes * USABLE) - lora.space().size() * Float.BYTES * VECTORS;
        int tokens = MOST_TOKENS;
        while (tokens > FEWEST_TOKENS && activations(config, lora, tokens, tokens) > usable) {
            tokens /= 2;
        }
        return tokens;
    }

    public long total() {
        return weights + adapter + activations + library;
    }

    /** Refuses with the numbers what will not fit into so much free memory. */
    public DevicePlan mustFit(long freeBytes) {
        if (total() > freeBytes * USABLE) {
            throw new DeviceMemoryException("training it", total(), freeBytes);
        }
        return this;
    }
}
