package io.insitu.trainer.engine.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_BIAS_POINTER;
import static org.bytedeco.cuda.global.cublas.cublasLtCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmul;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescSetAttribute;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Products by cuBLASLt. The library thinks in columns: what lies there row by row is to it the transposed matrix, so it is asked
 * for d^T = op(b)^T op(a)^T and nothing is moved. How a shape is best multiplied is asked once.
 */
final class LtProducts implements AutoCloseable {
    /** Bytes that algorithms may use for themselves. */
    static final long WORKSPACE = 64L << 20;

    /** Batches differ in their rows, so shapes come and go; the one unused longest goes first. */
    private static final int MOST_PLANS = 2048;

    private final CUstream_st stream;
    private final Pointer workspace;
    private final cublasLtContext library = new cublasLtContext();
    private final Map<LtShape, LtPlan> plans = new LinkedHashMap<>(16, 0.75f, true);
    private final FloatPointer alpha = new FloatPointer(1);
    private final FloatPointer beta = new FloatPointer(1);
    private final LongPointer bias = new LongPointer(1);

    /** A number as a pointer. */
    private static final class Place extends Pointer {
        Place(long address) {
            this.address = address;
        }
    }

    LtProducts(CUstream_st stream, long workspace) {
        this.stream = stream;
        this.workspace = new Place(workspace);
        CudaCalls.products(cublasLtCreate(library), "cublasLtCreate");
    }

    void multiply(Product product) {
        if (product.d().rows() == 0 || product.d().columns() == 0) {
            return;
        }
        LtPlan plan = plan(LtShape.of(product));
        Rows vector = product.bias();
        if (vector != null) {
            bias.put(vector.address());
            CudaCalls.products(
                    cublasLtMatmulDescSetAttribute(
                            plan.operation(), CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias, Long.BYTES),
                    "bias of a product");
        }
        alpha.put(product.alpha());
        beta.put(product.beta());
        Place d = new Place(product.d().address());
        int code = cublasLtMatmul(
                library,
                plan.operation(),
                alpha,
                new Place(product.b().address()),
                plan.left(),
                new Place(product.a().address()),
                plan.right(),
                beta,
                added(product.c(), product.beta(), d),
                plan.added(),
                d,
                plan.result(),
                plan.algorithm(),
                workspace,
                WORKSPACE,
                stream);
        if (code != 0) {
            CudaCalls.products(code, "product " + LtShape.of(product));
        }
    }

    private LtPlan plan(LtShape shape) {
        LtPlan known = plans.get(shape);
        if (known != null) {
            return known;
        }
        if (plans.size() == MOST_PLANS) {
            Iterator<LtPlan> oldest = plans.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        LtPlan plan = LtPlan.of(library, shape);
        plans.put(shape, plan);
        return plan;
    }

    /** Where nothing is added the library reads nothing, but wants to be told a place. */
    private static Pointer added(@Nullable Rows c, float beta, Place d) {
        return c == null || beta == 0 ? d : new Place(c.address());
    }

    @Override
    public void close() {
        plans.values().forEach(LtPlan::close);
        cublasLtDestroy(library);
    }
}
