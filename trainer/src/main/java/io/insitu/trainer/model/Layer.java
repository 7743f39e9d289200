package io.insitu.trainer.model;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import org.jspecify.annotations.Nullable;

/** One decoder layer: attention and a gated feed-forward network, each behind a norm and added to its input. */
record Layer(Mat inputNorm, Projection qkv, Projection o, Mat middleNorm, Projection gateUp, Projection down) {
    private static final String INPUT = "input_layernorm";
    private static final String MIDDLE = "post_attention_layernorm";

    Layer(BaseLayout base, Memory weights, @Nullable LoraLayout lora, @Nullable Memory adapter, int layer) {
        this(
                base.norm(weights, layer, INPUT),
                projection(base, weights, lora, adapter, layer, Stack.QKV),
                projection(base, weights, lora, adapter, layer, Stack.O),
                base.norm(weights, layer, MIDDLE),
                projection(base, weights, lora, adapter, layer, Stack.GATE_UP),
                projection(base, weights, lora, adapter, layer, Stack.DOWN));
    }

    private static Projection projection(
            BaseLayout base,
            Memory weights,
            @Nullable LoraLayout lora,
            @Nullable Memory adapter,
            int layer,
            Stack stack) {
        return new Projection(
                base.weight(weights, layer, stack),
                base.bias(weights, layer, stack),
                lora == null || adapter == null ? null : lora.side(adapter, layer, stack));
    }

    /** Where this layer's gradients go: to the adapter when there is one, else to all weights. */
    record Gradient(
            @Nullable Mat inputNorm,
            Projection.Gradient qkv,
            Projection.Gradient o,
            @Nullable Mat middleNorm,
            Projection.Gradient gateUp,
            Projection.Gradient down) {
        Gradient(BaseLayout base, @Nullable LoraLayout lora, Memory memory, int layer) {
            this(
                    lora == null ? base.norm(memory, layer, INPUT) : null,
                    of(base, lora, memory, layer, Stack.QKV),
                    of(base, lora, memory, layer, Stack.O),
                    lora == null ? base.norm(memory, layer, MIDDLE) : null,
                    of(base, lora, memory, layer, Stack.GATE_UP),
                    of(base, lora, memory, layer, Stack.DOWN));
        }

        private static Projection.Gradient of(
                BaseLayout base, @Nullable LoraLayout lora, Memory memory, int layer, Stack stack) {
            if (lora != null) {
                return new Projection.Gradient(null, null, lora.side(memory, layer, stack));
            }
            return new Projection.Gradient(base.weight(memory, layer, stack), base.bias(memory, layer, stack), null);
        }
    }

    int maxRank() {
        return Math.max(Math.max(qkv.rank(), o.rank()), Math.max(gateUp.rank(), down.rank()));
    }

    void forward(Engine engine, Packed packed, RopeTable rope, AttentionShape shape, float eps, LayerActivations keep) {
        engine.rmsNorm(keep.in(), inputNorm, eps, keep.normed(), keep.rstd());
        qkv.forward(engine, keep.normed(), keep.qkv(), 0, keep.uQkv());
        engine.rope(packed.positions(), rope, shape, 1, keep.qkv());
        engine.attention(keep.qkv(), packed.segments(), shape, keep.probabilities(), keep.attended());
        engine.copy(keep.in(), keep.middle());
        o.forward(engine, keep.attended(), keep.middle(), 1, keep.uO());
        engine.rmsNorm(keep.middle(), middleNorm, eps, keep.normedMiddle(), keep.rstdMiddle());
        gateUp.forward(engine, keep.normedMiddle(), keep.gateUp(), 0, keep.uGateUp());
        engine.swiGlu(keep.gateUp(), keep.gated());
        engine.copy(keep.middle(), keep.out());
        down.forward(engine, keep.gated(), keep.out(), 1, keep.uDown());
    }

    /** dx is the gradient of the layer's output and becomes that of its input, unless nothing below learns. */
    void backward(
            Engine engine,
            Packed packed,
            RopeTable rope,
            AttentionShape shape,
            LayerActivations kept,
            Mat dx,
            BackwardScratch s,
            Gradient gradient,
            boolean goOn) {
        down.backward(engine, kept.gated(), dx, s.dGated(), kept.uDown(), du(s, down), gradient.down());
        engine.swiGluBackward(kept.gateUp(), s.dGated(), s.dGateUp());
        gateUp.backward(
                engine,
                kept.normedMiddle(),
                s.dGateUp(),
                s.dHidden(),
                kept.uGateUp(),
                du(s, gateUp),
                gradient.gateUp());
        engine.rmsNormBackward(kept.middle(), middleNorm, kept.rstdMiddle(), s.dHidden(), dx, gradient.middleNorm());
        o.backward(engine, kept.attended(), dx, s.dAttended(), kept.uO(), du(s, o), gradient.o());
        engine.attentionBackward(kept.qkv(), packed.segments(), shape, kept.probabilities(), s.dAttended(), s.dQkv());
        engine.rope(packed.positions(), rope, shape, -1, s.dQkv());
        Mat dNormed = goOn ? s.dHidden() : null;
        qkv.backward(engine, kept.normed(), s.dQkv(), dNormed, kept.uQkv(), du(s, qkv), gradient.qkv());
        if (dNormed != null) {
            engine.rmsNormBackward(kept.in(), inputNorm, kept.rstd(), dNormed, dx, gradient.inputNorm());
        }
    }

    private static Mat du(BackwardScratch s, Projection projection) {
        return s.du().columns(0, projection.rank());
    }
}
