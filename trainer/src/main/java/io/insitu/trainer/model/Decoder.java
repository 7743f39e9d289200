package io.insitu.trainer.model;

import io.insitu.trainer.engine.Coefficients;
import io.insitu.trainer.engine.Memory;
import java.util.function.Supplier;

/**
 * A Llama-family decoder over packed sequences, forward and backward, for one thread. Where it has an adapter, only the adapter
 * learns, and {@code reference} is the same model with the adapter off.
 */
public interface Decoder extends AutoCloseable {
    /** Log-probability of each target. */
    float[] logProbs(Packed packed, boolean reference);

    /** Logits of every row, (rows, vocabulary): for tests and probes, not for training. */
    float[] logits(Packed packed, boolean reference);

    /** A loss that may ask for all log-probabilities before it gives its coefficients. */
    @FunctionalInterface
    interface Judge {
        Coefficients of(Supplier<float[]> logProbs);
    }

    /** Overwrites a memory, laid out as the trained parameters are, with the gradient of a loss. */
    void gradient(Packed packed, Judge judge, Memory gradient);

    @Override
    void close();
}
