package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Rows.Type;

/**
 * All of a product that decides how it is best computed: everything but where it lies, of which only the alignment matters.
 *
 * @param addedStride of what is added; that of the result where nothing is
 */
record LtShape(
        View a,
        boolean transposeA,
        View b,
        boolean transposeB,
        View result,
        int addedStride,
        int addedAlignment,
        boolean adds,
        boolean biased) {
    /** Alignments beyond this make no difference. */
    private static final int MOST_ALIGNED = 256;

    /** A matrix without its place. */
    record View(int rows, int columns, int stride, Type type, int alignment) {
        static View of(Rows rows) {
            return new View(rows.rows(), rows.columns(), rows.stride(), rows.type(), aligned(rows.address()));
        }
    }

    static LtShape of(Product product) {
        boolean adds = product.beta() != 0;
        Rows added = adds && product.c() != null ? product.c() : product.d();
        return new LtShape(
                View.of(product.a()),
                product.transposeA(),
                View.of(product.b()),
                product.transposeB(),
                View.of(product.d()),
                added.stride(),
                aligned(added.address()),
                adds,
                product.bias() != null);
    }

    /** The largest power of two that divides an address. */
    static int aligned(long address) {
        return address == 0 ? MOST_ALIGNED : (int) Math.min(MOST_ALIGNED, Long.lowestOneBit(address));
    }

    private static String text(View view, boolean transposed) {
        return (transposed ? view.columns + " x " + view.rows : view.rows + " x " + view.columns) + " stride "
                + view.stride;
    }

    @Override
    public String toString() {
        return "of " + text(a, transposeA) + " by " + text(b, transposeB) + " into " + text(result, false) + " "
                + result.type + (adds ? ", added" : "") + (biased ? ", biased" : "");
    }
}
