package io.insitu.schemas.model;

import io.insitu.schemas.model.TensorInfo.Dtype;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The shape of a Llama-family decoder, as HF {@code config.json} states it.
 *
 * @param modelType {@code llama} or {@code qwen2}
 * @param feedForward intermediate_size
 * @param qkvBias q, k and v have a bias (always so for Qwen2)
 * @param tiedHead the head is the embedding table
 * @param ropeScaling what becomes of the rotary frequencies
 * @param outputBias o has a bias (Llama's attention_bias)
 * @param mlpBias gate, up and down have a bias
 */
public record ModelConfig(
        String modelType,
        int vocabSize,
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int feedForward,
        double rmsEps,
        double ropeTheta,
        int maxPositions,
        boolean qkvBias,
        boolean tiedHead,
        RopeScaling ropeScaling,
        boolean outputBias,
        boolean mlpBias) {
    public ModelConfig {
        ModelLimits.check(vocabSize, hidden, layers, heads, kvHeads, headDim, feedForward, maxPositions);
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads " + heads + " is no multiple of num_key_value_heads " + kvHeads);
        }
        if (headDim % 2 != 0) {
            throw new IllegalArgumentException("head_dim must be even for rotary positions, was " + headDim);
        }
    }

    /** Frequencies as they are, no bias on o or in the feed-forward network. */
    public ModelConfig(
            String modelType,
            int vocabSize,
            int hidden,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int feedForward,
            double rmsEps,
            double ropeTheta,
            int maxPositions,
            boolean qkvBias,
            boolean tiedHead) {
        this(
                modelType,
                vocabSize,
                hidden,
                layers,
                heads,
                kvHeads,
                headDim,
                feedForward,
                rmsEps,
                ropeTheta,
                maxPositions,
                qkvBias,
                tiedHead,
                RopeScaling.NONE,
                false,
                false);
    }

    /** A Llama without biases and with a tied head: what this project trains from nothing. */
    public static ModelConfig llama(
            int vocabSize, int hidden, int layers, int heads, int kvHeads, int feedForward, int maxPositions) {
        return new ModelConfig(
                "llama",
                vocabSize,
                hidden,
                layers,
                heads,
                kvHeads,
                hidden / heads,
                feedForward,
                1e-5,
                10_000,
                maxPositions,
                false,
                true);
    }

    /** Reads {@code config.json} of a HF folder. */
    public static ModelConfig ofModel(Path folder) throws IOException {
        return read(folder.resolve("config.json"));
    }

    /** Reads a config.json in the spelling of transformers 4 or 5; refuses by name what is not implemented. */
    public static ModelConfig read(Path file) throws IOException {
        return ModelConfigFile.read(file);
    }

    /** Writes {@code config.json} into a folder, beside weights that are stored as this dtype. */
    public void write(Path folder, Dtype dtype) throws IOException {
        ModelConfigFile.write(folder, this, dtype);
    }

    /** Writes {@code config.json} into a folder, beside weights that are stored as float32. */
    public void write(Path folder) throws IOException {
        write(folder, Dtype.F32);
    }

    /** Radians per position of each rotated pair j below headDim / 2, stretched as the model wants it. */
    public double[] ropeFrequencies() {
        double[] frequencies = new double[headDim / 2];
        for (int j = 0; j < frequencies.length; j++) {
            frequencies[j] = ropeScaling.of(StrictMath.pow(ropeTheta, -2.0 * j / headDim));
        }
        return frequencies;
    }

    /** Rows of the stacked q, k and v weights. */
    public int qkvWidth() {
        return (heads + 2 * kvHeads) * headDim;
    }

    /** Columns of the attention output. */
    public int attentionWidth() {
        return heads * headDim;
    }

    /**
     * What a digest is taken of. Spelled like the record was when it had thirteen components, so that a model that needs
     * no more than those keeps its id.
     */
    String canonical() {
        String plain = "ModelConfig[modelType=" + modelType + ", vocabSize=" + vocabSize + ", hidden=" + hidden
                + ", layers=" + layers + ", heads=" + heads + ", kvHeads=" + kvHeads + ", headDim=" + headDim
                + ", feedForward=" + feedForward + ", rmsEps=" + rmsEps + ", ropeTheta=" + ropeTheta
                + ", maxPositions=" + maxPositions + ", qkvBias=" + qkvBias + ", tiedHead=" + tiedHead + "]";
        boolean more = !ropeScaling.equals(RopeScaling.NONE) || outputBias || mlpBias;
        return more ? plain + ropeScaling + ", outputBias=" + outputBias + ", mlpBias=" + mlpBias : plain;
    }
}
