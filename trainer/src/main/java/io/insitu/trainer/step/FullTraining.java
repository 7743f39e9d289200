package io.insitu.trainer.step;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.TensorInfo.Dtype;
import io.insitu.trainer.engine.EngineProvider;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.TokenLoss;
import io.insitu.trainer.model.FloatWeights;
import io.insitu.trainer.model.ParameterSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Training of all weights, from random ones or from a folder: how a small base model is made. */
public final class FullTraining implements AutoCloseable {
    private final BaseModel model;
    private final Memory memory;
    private final Gradients gradients;
    private final AdamW optimizer;

    private FullTraining(BaseModel model, Optimization optimization, Parallelism parallelism) {
        if (!(model.weights() instanceof FloatWeights weights)) {
            throw new IllegalArgumentException("all weights can only be trained where they are held as float32");
        }
        this.model = model;
        memory = weights.memory();
        gradients = new Gradients(weights, model.layout().space(), parallelism, weights::decoder);
        optimizer = new AdamW(
                gradients.vectors(),
                optimization,
                memory,
                model.layout().space().size(),
                model.layout().matrices());
    }

    /** A model of this shape with random weights. */
    public static FullTraining fresh(
            EngineProvider engines, ModelConfig config, long seed, Optimization optimization, Parallelism parallelism) {
        return new FullTraining(BaseModel.fresh(engines, config, seed), optimization, parallelism);
    }

    /** Goes on from the weights of a HF folder; moments start anew. */
    public static FullTraining from(
            EngineProvider engines, Path folder, Optimization optimization, Parallelism parallelism)
            throws IOException {
        return new FullTraining(BaseModel.read(engines, folder), optimization, parallelism);
    }

    /** One step on the weighted mean log-probability of a batch's targets. */
    public StepReport step(List<Example> batch) {
        return step(batch, new MaskedSft());
    }

    public StepReport step(List<Example> batch, TokenLoss loss) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one example");
        }
        model.mustRead(batch);
        long tokens = batch.stream().mapToLong(Example::length).sum();
        return optimizer.step(gradients.of(batch, loss), tokens);
    }

    /** Mean loss of a batch without learning from it. */
    public LossTally judge(List<Example> batch) {
        return gradients.judge(batch, new MaskedSft());
    }

    /** Logits of every position, (tokens, vocabulary). */
    public float[] logits(int[] tokens) {
        return gradients.logits(Example.imitate(tokens, new float[tokens.length]), false);
    }

    /** Writes config.json and model.safetensors as float32. */
    public void save(Path folder) throws IOException {
        save(folder, Dtype.F32);
    }

    public void save(Path folder, Dtype dtype) throws IOException {
        model.write(folder, dtype);
    }

    /** For gradient checks: the gradient of a batch as one vector, in the order of {@link #parameters}. */
    float[] gradient(List<Example> batch, TokenLoss loss) {
        return gradients.vectors().read(gradients.of(batch, loss).gradient());
    }

    /** For gradient checks: all parameters as one vector. */
    float[] parameters() {
        return gradients.vectors().read(all());
    }

    void parameters(float[] values) {
        gradients.vectors().write(values, all());
    }

    private Mat all() {
        return ParameterSpace.vector(memory, 0, model.layout().space().size());
    }

    @Override
    public void close() {
        gradients.close();
        optimizer.close();
        model.close();
    }
}
