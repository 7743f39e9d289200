package io.insitu.trainer.engine.cuda;

/** Work a device remembers and can do again. Belongs to the device's thread. */
interface Recording extends AutoCloseable {
    void replay();

    @Override
    void close();
}
