package io.insitu.trainer.step;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.DryEngine;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.FloatDecoder;
import io.insitu.trainer.model.LoraLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What training an adapter will need at its peak, found by a run that computes nothing.
 *
 * @param weights of the base, widened to float32
 * @param adapter parameters, moments and gradients
 * @param activations of all threads. A method that asks a reference or a sampler passes over all data before the first step,
 *     and then all threads are busy, however small a step is; pairs ask the head for log-probabilities, too
 * @param heap Java objects that live: the copies of the adapter that a checkpoint is written from, and what a step's targets
 *     know
 */
public record TrainingMemory(long weights, long adapter, long activations, long heap) {
    /** Parameters and both moments, and the bytes of one of them on their way to a file. */
    private static final int COPIES = 4;

    /** A target in its list, with log-probabilities and weight of its token in the example. */
    private static final int BYTES_OF_A_TARGET = 80;

    /** Imitation. */
    public static TrainingMemory of(
            ModelConfig config, LoraSpec spec, Parallelism parallelism, int tokens, int sequence) {
        return of(config, spec, parallelism, tokens, sequence, new MaskedSft());
    }

    /** @param tokens in a step, in sequences of this length */
    public static TrainingMemory of(
            ModelConfig config, LoraSpec spec, Parallelism parallelism, int tokens, int sequence, Loss loss) {
        LoraLayout lora = new LoraLayout(config, spec.rank(), spec.scale(), spec.targetModules());
        BaseLayout layout = new BaseLayout(config);
        int together = loss.together();
        int units = Math.max(1, tokens / sequence / together);
        Example example = Example.imitate(new int[sequence], ones(sequence));
        // More shards than there ever are at once say nothing new, and a step may have millions of sequences.
        int telling = 2 * parallelism.threads() * (parallelism.shardTokens() / sequence + 1);
        List<Shard> shards = Shard.split(
                Collections.nCopies(Math.min(units, telling) * together, example), together, parallelism.shardTokens());
        int busy = Math.min(parallelism.threads(), shards.size());
        int gradients = Math.min(2 * parallelism.threads(), shards.size());
        long learning = activations(layout, lora, shards.get(0), together > 1);
        long activations = busy * learning;
        if (!(loss instanceof MaskedSft)) {
            int full = Math.max(1, parallelism.shardTokens() / sequence);
            long asking = asking(layout, lora, Shard.pack(Collections.nCopies(full, example)));
            activations = busy * Math.max(learning, asking) + (parallelism.threads() - busy) * asking;
        }
        long rope = RopeTable.bytes(config.headDim() / 2, sequence, config.maxPositions());
        long parameters = lora.space().size();
        return new TrainingMemory(
                layout.space().size() * Float.BYTES + rope,
                parameters * Float.BYTES * (4 + gradients),
                activations,
                parameters * Float.BYTES * COPIES + (long) units * together * sequence * BYTES_OF_A_TARGET);
    }

    /** What logits of one sequence need at their peak: one thread, and all numbers once more in Java. */
    public static TrainingMemory ofLogits(ModelConfig config, LoraSpec spec, int sequence) {
        LoraLayout lora = new LoraLayout(config, spec.rank(), spec.scale(), spec.targetModules());
        BaseLayout layout = new BaseLayout(config);
        Shard shard = Shard.pack(List.of(Example.imitate(new int[sequence], new float[sequence])));
        return new TrainingMemory(
                layout.space().size() * Float.BYTES
                        + RopeTable.bytes(config.headDim() / 2, sequence, config.maxPositions()),
                lora.space().size() * Float.BYTES * 4,
                asked(layout, lora, (decoder, gradient) -> decoder.logits(shard.packed(), false)),
                (long) sequence * config.vocabSize() * Float.BYTES);
    }

    private static long activations(BaseLayout layout, LoraLayout lora, Shard shard, boolean asksFirst) {
        return asked(
                layout,
                lora,
                (decoder, gradient) -> decoder.gradient(
                        shard.packed(),
                        logProbs -> {
                            int asked = asksFirst ? logProbs.get().length : 0;
                            return (target, logProb, top, entropy) -> asked;
                        },
                        gradient));
    }

    private static long asking(BaseLayout layout, LoraLayout lora, Shard shard) {
        return asked(layout, lora, (decoder, gradient) -> decoder.logProbs(shard.packed(), false));
    }

    private static long asked(BaseLayout layout, LoraLayout lora, BiConsumer<Decoder, Memory> work) {
        DryEngine engine = new DryEngine();
        Memory weights = engine.allocate(layout.space().size());
        Memory adapter = engine.allocate(lora.space().size());
        Memory gradient = engine.allocate(lora.space().size());
        long before = engine.bytes();
        RopeTable rope = new RopeTable(layout.config().ropeFrequencies(), 1);
        try (Decoder decoder = new FloatDecoder(engine, layout, weights, rope, lora, adapter)) {
            work.accept(decoder, gradient);
        }
        return engine.bytes() - before;
    }

    private static float[] ones(int length) {
        float[] weights = new float[length];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Bytes that this Java takes for itself, however small the model. */
    public static long java() {
        return JvmFloor.bytes();
    }

    /** Bytes of the whole process at its peak, with what this Java takes for itself. */
    public long total() {
        return java() + weights + adapter + activations + heap;
    }
}
