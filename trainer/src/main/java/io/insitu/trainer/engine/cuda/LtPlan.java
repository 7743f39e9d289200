package io.insitu.trainer.engine.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_BIAS;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_EPILOGUE;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSA;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSB;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulAlgoGetHeuristic;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescSetAttribute;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceSetAttribute;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutDestroy;
import static org.bytedeco.cuda.global.cudart.CUDA_R_16BF;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;

import io.insitu.trainer.engine.cuda.LtShape.View;
import io.insitu.trainer.engine.cuda.Rows.Type;
import java.util.Objects;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cublas.cublasLtMatmulAlgo_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * What the library has to be told of a shape, and the algorithm that it thinks best. Always the first: a choice by timing would give
 * other sums from one start to the next.
 *
 * @param left the library's first factor, our second
 */
record LtPlan(
        cublasLtMatmulDescOpaque_t operation,
        cublasLtMatrixLayoutOpaque_t left,
        cublasLtMatrixLayoutOpaque_t right,
        cublasLtMatrixLayoutOpaque_t added,
        cublasLtMatrixLayoutOpaque_t result,
        cublasLtMatmulHeuristicResult_t heuristic)
        implements AutoCloseable {
    static LtPlan of(cublasLtContext library, LtShape shape) {
        View d = shape.result();
        LtPlan plan = new LtPlan(
                operation(shape),
                layout(shape.b(), shape.b().stride()),
                layout(shape.a(), shape.a().stride()),
                layout(d, shape.addedStride()),
                layout(d, d.stride()),
                new cublasLtMatmulHeuristicResult_t());
        try {
            plan.choose(library, shape);
            return plan;
        } catch (CudaException e) {
            plan.close();
            throw e;
        }
    }

    cublasLtMatmulAlgo_t algorithm() {
        return heuristic.algo();
    }

    private static cublasLtMatmulDescOpaque_t operation(LtShape shape) {
        cublasLtMatmulDescOpaque_t operation = created(
                cublasLtMatmulDescOpaque_t.class,
                place -> cublasLtMatmulDescCreate(place, CUBLAS_COMPUTE_32F, CUDA_R_32F));
        set(operation, CUBLASLT_MATMUL_DESC_TRANSA, shape.transposeB() ? CUBLAS_OP_T : CUBLAS_OP_N);
        set(operation, CUBLASLT_MATMUL_DESC_TRANSB, shape.transposeA() ? CUBLAS_OP_T : CUBLAS_OP_N);
        if (shape.biased()) {
            set(operation, CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
        }
        return operation;
    }

    private static void set(cublasLtMatmulDescOpaque_t operation, int attribute, int value) {
        try (IntPointer pointer = new IntPointer(1).put(value)) {
            CudaCalls.products(
                    cublasLtMatmulDescSetAttribute(operation, attribute, pointer, Integer.BYTES),
                    "attribute " + attribute + " of a product");
        }
    }

    /** Rows become columns. */
    private static cublasLtMatrixLayoutOpaque_t layout(View view, int stride) {
        int type = view.type() == Type.BF16 ? CUDA_R_16BF : CUDA_R_32F;
        return created(
                cublasLtMatrixLayoutOpaque_t.class,
                place -> cublasLtMatrixLayoutCreate(place, type, view.columns(), view.rows(), stride));
    }

    private interface Creation {
        int at(PointerPointer<?> place);
    }

    private static <P extends Pointer> P created(Class<P> type, Creation creation) {
        try (PointerPointer<P> place = new PointerPointer<>(1)) {
            CudaCalls.products(creation.at(place), "creation of a " + type.getSimpleName());
            return Objects.requireNonNull(place.get(type, 0));
        }
    }

    private void choose(cublasLtContext library, LtShape shape) {
        cublasLtMatmulPreferenceOpaque_t preference =
                created(cublasLtMatmulPreferenceOpaque_t.class, place -> cublasLtMatmulPreferenceCreate(place));
        int[] found = new int[1];
        int code;
        try (LongPointer bytes = new LongPointer(1).put(LtProducts.WORKSPACE)) {
            CudaCalls.products(
                    cublasLtMatmulPreferenceSetAttribute(
                            preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, bytes, Long.BYTES),
                    "workspace of a product");
            aligned(
                    preference,
                    CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES,
                    shape.b().alignment());
            aligned(
                    preference,
                    CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
                    shape.a().alignment());
            aligned(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, shape.addedAlignment());
            aligned(
                    preference,
                    CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES,
                    shape.result().alignment());
            code = cublasLtMatmulAlgoGetHeuristic(
                    library, operation, left, right, added, result, preference, 1, heuristic, found);
        } finally {
            cublasLtMatmulPreferenceDestroy(preference);
        }
        if (code != 0 || found[0] == 0 || heuristic.state() != 0) {
            throw new CudaException("cuBLASLt has no algorithm for a product " + shape + " (" + code + ")");
        }
    }

    private static void aligned(cublasLtMatmulPreferenceOpaque_t preference, int attribute, int bytes) {
        try (IntPointer pointer = new IntPointer(1).put(bytes)) {
            CudaCalls.products(
                    cublasLtMatmulPreferenceSetAttribute(preference, attribute, pointer, Integer.BYTES),
                    "alignment of a product");
        }
    }

    @Override
    public void close() {
        cublasLtMatrixLayoutDestroy(left);
        cublasLtMatrixLayoutDestroy(right);
        cublasLtMatrixLayoutDestroy(added);
        cublasLtMatrixLayoutDestroy(result);
        cublasLtMatmulDescDestroy(operation);
        heuristic.close();
    }
}
