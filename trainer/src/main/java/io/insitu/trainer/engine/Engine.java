package io.insitu.trainer.engine;

import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a decoder in float32: no graph, no automatic gradients. Memory may be shared between engines of
 * one kind; an engine itself belongs to one thread. Operations write their last arguments; "adds" means +=.
 */
public interface Engine extends Vectors {
    /** c = alpha a b + beta c; a and b may be transposed views. */
    void gemm(Mat a, Mat b, Mat c, float alpha, float beta);

    /** to[i] = from[rows[i]]; with tokens as rows this is the embedding. */
    void gather(Mat from, int[] rows, Mat to);

    /** Adds from[i] to to[rows[i]], in order of i. */
    void scatterAdd(Mat from, int[] rows, Mat to);

    void addRowBias(Mat bias, Mat y);

    /** Adds the sum of all rows of dy. */
    void rowBiasBackward(Mat dy, Mat dBias);

    /** y = x w / sqrt(mean(x^2) + eps), and the reciprocal root of each row. */
    void rmsNorm(Mat x, Mat weight, float eps, Mat y, Mat rstd);

    /** Adds to dx and, where wanted, to dWeight. */
    void rmsNormBackward(Mat x, Mat weight, Mat rstd, Mat dy, Mat dx, @Nullable Mat dWeight);

    /** Rotates q and k in place; direction -1 turns gradients back. */
    void rope(int[] positions, RopeTable table, AttentionShape shape, int direction, Mat qkv);

    /** Floats that {@link #attention} keeps for its backward pass. */
    long attentionMemory(Segments segments, AttentionShape shape);

    /** Causal attention inside each segment. */
    void attention(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat out);

    /** Overwrites dQkv. */
    void attentionBackward(Mat qkv, Segments segments, AttentionShape shape, Mat saved, Mat dOut, Mat dQkv);

    /** out = silu(gate) * up; a row of gateUp holds gate and up side by side. */
    void swiGlu(Mat gateUp, Mat out);

    /** Overwrites dGateUp. */
    void swiGluBackward(Mat gateUp, Mat dOut, Mat dGateUp);

    /** Log-probabilities of the targets given the last hidden states. Never holds targets x vocabulary. */
    float[] logProbs(Mat hidden, int[] targets, Mat head, Arena arena);

    /**
     * The same, with the gradient coefficient * (onehot - softmax) sent back: overwrites dHidden and, where wanted, adds
     * to dHead.
     */
    void headBackward(
            Mat hidden,
            int[] targets,
            Mat head,
            Arena arena,
            Coefficients coefficients,
            Mat dHidden,
            @Nullable Mat dHead);
}
