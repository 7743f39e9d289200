package io.insitu.trainer.engine;

/** Float32 memory of one engine, on its device. Zero when new. */
public interface Memory extends AutoCloseable {
    /** Number of floats. */
    long size();

    @Override
    void close();
}
