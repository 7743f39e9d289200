package io.insitu.trainer.step;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.ParameterSpace;
import io.insitu.trainer.model.ParameterSpace.Place;
import io.insitu.trainer.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Training of an adapter on a frozen base: from nothing, or grown from a parent. */
public final class LoraTraining implements AutoCloseable {
    private final BaseModel base;
    private final LoraSpec spec;
    private final LoraLayout layout;
    private final Loss loss;
    private final Memory parameters;
    private final Gradients gradients;
    private final AdamW optimizer;

    private LoraTraining(BaseModel base, LoraSpec spec, Loss loss, Optimization optimization, Parallelism parallelism) {
        this.base = base;
        this.spec = spec;
        this.loss = loss;
        layout = new LoraLayout(base.config(), spec.rank(), spec.scale(), spec.targetModules());
        long size = layout.space().size();
        Weights weights = base.weights();
        try (Vectors vectors = weights.vectors()) {
            parameters = vectors.allocate(size);
        }
        gradients = new Gradients(weights, layout.space(), parallelism, () -> weights.decoder(layout, parameters));
        optimizer = new AdamW(gradients.vectors(), optimization, parameters, size, size);
    }

    /** A fresh adapter: A uniform in 1 / sqrt(in), B zero, so that it starts by changing nothing. */
    public static LoraTraining fresh(
            BaseModel base, LoraSpec spec, long seed, Loss loss, Optimization optimization, Parallelism parallelism) {
        LoraTraining training = new LoraTraining(base, spec, loss, optimization, parallelism);
        Uniform uniform = new Uniform(seed);
        for (Place place : training.layout.space().places()) {
            if (LoraLayout.isA(place)) {
                double bound = 1 / StrictMath.sqrt(place.columns());
                training.write(place, uniform.draw(place.rows() * place.columns(), bound));
            }
        }
        return training;
    }

    /** Grows from a parent; refuses one that was made for another base or shape. */
    public static LoraTraining from(
            BaseModel base, LoraAdapter parent, Loss loss, Optimization optimization, Parallelism parallelism) {
        if (!base.id().equals(parent.baseModelId())) {
            throw new IllegalArgumentException(
                    "the parent adapter fits base " + parent.baseModelId() + ", not " + base.id());
        }
        LoraSpec spec = LoraSpec.of(parent);
        new LoraLayout(base.config(), spec.rank(), spec.scale(), spec.targetModules()).mustFit(parent);
        LoraTraining training = new LoraTraining(base, spec, loss, optimization, parallelism);
        for (Place place : training.layout.space().places()) {
            LoraAdapter.Pair pair = Objects.requireNonNull(parent.modules().get(LoraLayout.module(place)));
            Tensor tensor = LoraLayout.isA(place) ? pair.a() : pair.b();
            training.write(place, tensor.values());
        }
        return training;
    }

    /** One step on the mean loss of a batch's targets. */
    public StepReport step(List<Example> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one example");
        }
        base.mustRead(batch);
        long tokens = batch.stream().mapToLong(Example::length).sum();
        return optimizer.step(gradients.of(batch, loss), tokens);
    }

    /** The loss of a batch without learning from it. */
    public LossTally judge(List<Example> batch) {
        base.mustRead(batch);
        return gradients.judge(batch, loss);
    }

    /** The log-probability of each target under the adapter, 0 for other tokens; one array per example. */
    public List<float[]> logProbs(List<Example> examples) {
        base.mustRead(examples);
        return spread(examples, gradients.logProbs(examples, false));
    }

    /** The same examples, knowing their log-probabilities under the base model. */
    public List<Example> withReference(List<Example> examples) {
        base.mustRead(examples);
        List<float[]> reference = spread(examples, gradients.logProbs(examples, true));
        List<Example> knowing = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            knowing.add(examples.get(i).withReference(reference.get(i)));
        }
        return knowing;
    }

    private static List<float[]> spread(List<Example> examples, List<float[]> ofTargets) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            all.add(examples.get(i).spread(ofTargets.get(i)));
        }
        return all;
    }

    /** Logits of every position, (tokens, vocabulary). */
    public float[] logits(int[] tokens) {
        return logits(tokens, false);
    }

    /** The adapter as it is now. */
    public LoraAdapter adapter() {
        SortedMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        ModelConfig config = base.config();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (String module : spec.targetModules()) {
                Place a = layout.placeOfA(layer, module);
                Place b = layout.placeOfB(layer, module);
                modules.put(LoraLayout.module(a), new LoraAdapter.Pair(read(a), read(b)));
            }
        }
        return new LoraAdapter(
                base.id(), spec.rank(), spec.alpha(), spec.targetModules(), modules, spec.rankStabilised());
    }

    /** All that the next step depends on, but for the data. */
    public record State(int steps, int applied, float[] parameters, float[] first, float[] second) {}

    public State state() {
        return optimizer.state(vectors().read(all()));
    }

    /** Goes on as if the steps of that state had been done here. */
    public void restore(State state) {
        if (state.parameters().length != layout.space().size()) {
            throw new IllegalArgumentException("a checkpoint of " + state.parameters().length
                    + " parameters, but this adapter has " + layout.space().size());
        }
        vectors().write(state.parameters(), all());
        optimizer.restore(state);
    }

    /** The engine that computes, with its version. */
    public String engineName() {
        return gradients.vectors().name();
    }

    /** Whether a log-probability here is one of float32, and not of something coarser. */
    public boolean inFloat32() {
        return base.weights().float32();
    }

    /** Logits under the base model. */
    public float[] referenceLogits(int[] tokens) {
        return logits(tokens, true);
    }

    private float[] logits(int[] tokens, boolean reference) {
        Example example = Example.imitate(tokens, new float[tokens.length]);
        base.mustRead(List.of(example));
        return gradients.logits(example, reference);
    }

    /** The gradient of a batch by PEFT tensor name, without learning from it. */
    public SortedMap<String, Tensor> gradient(List<Example> batch) {
        base.mustRead(batch);
        Mat all = gradients.of(batch, loss).gradient();
        SortedMap<String, Tensor> named = new TreeMap<>();
        for (Place place : layout.space().places()) {
            String module = LoraLayout.module(place);
            Mat view = Mat.of(all.memory(), place.offset(), place.rows(), place.columns());
            named.put(
                    LoraLayout.isA(place) ? PeftFolder.nameOfA(module) : PeftFolder.nameOfB(module),
                    Tensor.matrix(place.rows(), place.columns(), vectors().read(view)));
        }
        return named;
    }

    /** For gradient checks: the gradient of a batch as one vector, laid out as {@link #layout}. */
    float[] flatGradient(List<Example> batch) {
        return vectors().read(gradients.of(batch, loss).gradient());
    }

    LoraLayout layout() {
        return layout;
    }

    Mat all() {
        return ParameterSpace.vector(parameters, 0, layout.space().size());
    }

    Vectors vectors() {
        return gradients.vectors();
    }

    /** An adapter of a value that is no number would poison whoever loads it: there is none then. */
    private Tensor read(Place place) {
        float[] values = vectors().read(view(place));
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalStateException(place.name() + " holds " + value + ": this is no adapter");
            }
        }
        return Tensor.matrix(place.rows(), place.columns(), values);
    }

    private void write(Place place, float[] values) {
        gradients.vectors().write(values, view(place));
    }

    private Mat view(Place place) {
        return Mat.of(parameters, place.offset(), place.rows(), place.columns());
    }

    @Override
    public void close() {
        gradients.close();
        optimizer.close();
        parameters.close();
    }
}
