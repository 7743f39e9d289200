package io.insitu.trainer.step;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.DryEngine;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.LoraLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What training an adapter will need, found by a run that computes nothing.
 *
 * @param weights of the base, widened to float32
 * @param adapter parameters, moments and gradients
 * @param activations of all threads
 */
public record TrainingMemory(long weights, long adapter, long activations) {
    /** The Java process itself, with what reading a model leaves behind on its heap; measured, see the decision note. */
    private static final long PROCESS = 170L << 20;

    /** @param tokens in a step, in sequences of this length */
    public static TrainingMemory of(
            ModelConfig config, LoraSpec spec, Parallelism parallelism, int tokens, int sequence) {
        LoraLayout lora = new LoraLayout(config, spec.rank(), spec.scale(), spec.targetModules());
        BaseLayout layout = new BaseLayout(config);
        int sequences = Math.max(1, tokens / sequence);
        Example example = Example.imitate(new int[sequence], ones(sequence));
        List<Shard> shards =
                Shard.split(new ArrayList<>(Collections.nCopies(sequences, example)), 1, parallelism.shardTokens());
        int busy = Math.min(parallelism.threads(), shards.size());
        int gradients = Math.min(2 * parallelism.threads(), shards.size());
        long rope = 8L * config.maxPositions() * config.headDim() / 2;
        return new TrainingMemory(
                layout.space().size() * Float.BYTES + rope,
                lora.space().size() * Float.BYTES * (4 + gradients),
                busy * activations(layout, lora, shards.get(0)));
    }

    private static long activations(BaseLayout layout, LoraLayout lora, Shard shard) {
        DryEngine engine = new DryEngine();
        Memory weights = engine.allocate(layout.space().size());
        Memory adapter = engine.allocate(lora.space().size());
        Memory gradient = engine.allocate(lora.space().size());
        long before = engine.bytes();
        try (Arena arena = new Arena(engine)) {
            RopeTable rope = new RopeTable(layout.config().ropeFrequencies(), 1);
            new Decoder(engine, arena, layout, weights, rope, lora, adapter)
                    .gradient(shard.packed(), logProbs -> (target, logProb, top, entropy) -> 0, gradient);
        }
        return engine.bytes() - before;
    }

    private static float[] ones(int length) {
        float[] weights = new float[length];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Bytes of the whole process at its peak. */
    public long total() {
        return PROCESS + weights + adapter + activations;
    }
}
