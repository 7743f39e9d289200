package io.insitu.trainer.violation;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Natives outside an engine, on purpose. */
public final class KnowsNatives {
    private KnowsNatives() {}

    /** As a loss or a worker must not. */
    public static final class OpenBlas {
        public void threads() {
            openblas_nolapack.blas_set_num_threads(1);
        }
    }

    /** As a loss or a worker must not. */
    public record Memory(Pointer pointer) {}
}
