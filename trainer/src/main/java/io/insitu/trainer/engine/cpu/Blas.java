package io.insitu.trainer.engine.cpu;

import io.insitu.trainer.engine.Mat;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Single-threaded OpenBLAS: threads of its own would spin against ours and against everything else on the host. */
final class Blas {
    static {
        openblas_nolapack.blas_set_num_threads(1);
    }

    private Blas() {}

    static void gemm(Mat a, Mat b, Mat c, float alpha, float beta) {
        if (a.rows() != c.rows() || b.columns() != c.columns() || a.columns() != b.rows() || c.transposed()) {
            throw new IllegalArgumentException("shapes do not multiply: " + a.rows() + "x" + a.columns() + " "
                    + b.rows() + "x" + b.columns() + " to " + c.rows() + "x" + c.columns());
        }
        if (c.rows() == 0 || c.columns() == 0) {
            return;
        }
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                a.transposed() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                b.transposed() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                c.rows(),
                c.columns(),
                a.columns(),
                alpha,
                CpuMemory.of(a).at(a.offset()),
                a.stride(),
                CpuMemory.of(b).at(b.offset()),
                b.stride(),
                beta,
                CpuMemory.of(c).at(c.offset()),
                c.stride());
    }
}
