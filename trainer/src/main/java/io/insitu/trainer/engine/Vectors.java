package io.insitu.trainer.engine;

/**
 * The arithmetic of parameters on one device: adapters, gradients and moments as float32 vectors. Memory may be shared
 * between vectors of one kind; one of them belongs to one thread.
 */
public interface Vectors extends AutoCloseable {
    /** Kind and version, as written into adapter facts: {@code cpu@2}. */
    String name();

    Memory allocate(long floats);

    void write(float[] values, Mat target);

    float[] read(Mat source);

    void copy(Mat from, Mat to);

    /** Adds. */
    void add(Mat from, Mat to);

    void zero(Mat target);

    double sumOfSquares(Mat values);

    /** Whether {@link #adamW} would leave nothing but finite numbers; changes nothing. */
    boolean adamWStaysFinite(Mat p, Mat m, Mat v, Mat g, AdamWStep step);

    /** Updates p, m and v in place. */
    void adamW(Mat p, Mat m, Mat v, Mat g, AdamWStep step);

    @Override
    void close();
}
