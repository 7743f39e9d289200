package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Coefficients;
import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The decoder in float32 over any engine: plain, and what others are compared with. With an adapter only the adapter learns;
 * without one all weights do. Owns its engine and its activations; parameters may be shared.
 */
public final class FloatDecoder implements Decoder {
    private final Engine engine;
    private final Arena arena;
    private final BaseLayout base;
    private final Memory weights;
    private final @Nullable LoraLayout lora;
    private final RopeTable rope;
    private final AttentionShape shape;
    private final List<Layer> layers;
    private final List<Layer> reference;

    public FloatDecoder(
            Engine engine,
            BaseLayout base,
            Memory weights,
            RopeTable rope,
            @Nullable LoraLayout lora,
            @Nullable Memory adapter) {
        this.engine = engine;
        this.arena = new Arena(engine);
        this.base = base;
        this.weights = weights;
        this.rope = rope;
        this.lora = adapter == null ? null : lora;
        ModelConfig config = base.config();
        shape = new AttentionShape(config.heads(), config.kvHeads(), config.headDim());
        layers = layers(this.lora, adapter);
        reference = layers(null, null);
    }

    private List<Layer> layers(@Nullable LoraLayout lora, @Nullable Memory adapter) {
        return IntStream.range(0, base.config().layers())
                .mapToObj(i -> new Layer(base, weights, lora, adapter, i))
                .toList();
    }

    @Override
    public float[] logProbs(Packed packed, boolean reference) {
        arena.reset();
        Mat x = run(packed, reference, new ArrayList<>());
        return engine.logProbs(finish(packed, x).normed(), packed.targets(), base.head(weights), arena);
    }

    @Override
    public float[] logits(Packed packed, boolean reference) {
        arena.reset();
        Mat x = run(packed, reference, new ArrayList<>());
        Mat normed = arena.mat(x.rows(), x.columns());
        engine.rmsNorm(x, base.finalNorm(weights), eps(), normed, arena.vector(x.rows()));
        Mat logits = arena.mat(x.rows(), base.config().vocabSize());
        engine.gemm(normed, base.head(weights).t(), logits, 1, 0);
        return engine.read(logits);
    }

    @Override
    public void gradient(Packed packed, Judge judge, Memory gradient) {
        arena.reset();
        engine.zero(ParameterSpace.vector(gradient, 0, gradient.size()));
        boolean full = lora == null;
        List<LayerActivations> saved = new ArrayList<>();
        Mat x = run(packed, false, saved);
        Finish end = finish(packed, x);
        Coefficients loss = judge.of(() -> engine.logProbs(end.normed(), packed.targets(), base.head(weights), arena));
        Mat dNormed = arena.mat(end.normed().rows(), x.columns());
        engine.headBackward(
                end.normed(),
                packed.targets(),
                base.head(weights),
                arena,
                loss,
                dNormed,
                full ? base.head(gradient) : null);
        Mat dRows = arena.mat(end.rows().rows(), x.columns());
        engine.zero(dRows);
        engine.rmsNormBackward(
                end.rows(),
                base.finalNorm(weights),
                end.rstd(),
                dNormed,
                dRows,
                full ? base.finalNorm(gradient) : null);
        Mat dx = arena.mat(x.rows(), x.columns());
        engine.zero(dx);
        engine.scatterAdd(dRows, packed.targetRows(), dx);
        BackwardScratch scratch = new BackwardScratch(arena, base.config(), x.rows(), maxRank());
        for (int i = layers.size() - 1; i >= 0; i--) {
            Layer.Gradient target = new Layer.Gradient(base, lora, gradient, i);
            // Below the lowest adapter nothing learns, so nothing needs the gradient there.
            layers.get(i).backward(engine, packed, rope, shape, saved.get(i), dx, scratch, target, full || i > 0);
        }
        if (full) {
            engine.scatterAdd(dx, packed.tokens(), base.embedding(gradient));
        }
    }

    private Mat run(Packed packed, boolean reference, List<LayerActivations> saved) {
        ModelConfig config = base.config();
        Mat x = arena.mat(packed.rows(), config.hidden());
        engine.gather(base.embedding(weights), packed.tokens(), x);
        for (Layer layer : reference ? this.reference : layers) {
            long probabilities = engine.attentionMemory(packed.segments(), shape);
            LayerActivations keep = new LayerActivations(arena, config, x, layer, probabilities);
            layer.forward(engine, packed, rope, shape, eps(), keep);
            saved.add(keep);
            x = keep.out();
        }
        return x;
    }

    private record Finish(Mat rows, Mat normed, Mat rstd) {}

    /** Only rows with a target pass the last norm and the head. */
    private Finish finish(Packed packed, Mat x) {
        int count = packed.targets().length;
        Finish end = new Finish(arena.mat(count, x.columns()), arena.mat(count, x.columns()), arena.vector(count));
        engine.gather(x, packed.targetRows(), end.rows());
        engine.rmsNorm(end.rows(), base.finalNorm(weights), eps(), end.normed(), end.rstd());
        return end;
    }

    private float eps() {
        return (float) base.config().rmsEps();
    }

    private int maxRank() {
        return layers.stream().mapToInt(Layer::maxRank).max().orElse(0);
    }

    @Override
    public void close() {
        arena.close();
        engine.close();
    }
}
