package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Rows.Type;
import org.jspecify.annotations.Nullable;

/**
 * d = alpha op(a) op(b) + beta c + bias. a and b are bf16, sums are float32, d is either; c has the type of d and may be d. The
 * addresses and strides of bf16 views are multiples of eight elements, or the product is slow.
 *
 * @param transposeA whether op(a) reads columns of a as rows
 * @param c read only where beta is not 0
 * @param bias one bf16 number for each column of a bf16 d, or null
 */
record Product(
        Rows a,
        boolean transposeA,
        Rows b,
        boolean transposeB,
        @Nullable Rows c,
        Rows d,
        float alpha,
        float beta,
        @Nullable Rows bias) {
    Product {
        int depth = transposeA ? a.rows() : a.columns();
        if (rows(a, transposeA) != d.rows()
                || columns(b, transposeB) != d.columns()
                || depth != (transposeB ? b.columns() : b.rows())) {
            throw new IllegalArgumentException("cannot multiply " + shape(a, transposeA) + " by " + shape(b, transposeB)
                    + " into " + shape(d, false));
        }
        if (a.type() != Type.BF16 || b.type() != Type.BF16) {
            throw new IllegalArgumentException("factors are bf16, were " + a.type() + " and " + b.type());
        }
        if (c == null ? beta != 0 : !shape(c, false).equals(shape(d, false)) || c.type() != d.type()) {
            throw new IllegalArgumentException(
                    "what is added must be there and look like the result " + d + ", was " + c);
        }
        if (bias != null && (bias.rows() != 1 || bias.columns() != d.columns() || bias.type() != Type.BF16)) {
            throw new IllegalArgumentException("the bias of " + d.columns() + " columns was " + bias);
        }
        if (bias != null && d.type() != Type.BF16) {
            throw new IllegalArgumentException(
                    "a bias is added to bf16 only"); // to float32 it would have to be float32
        }
    }

    /** d = op(a) op(b). */
    static Product of(Rows a, boolean transposeA, Rows b, boolean transposeB, Rows d) {
        return new Product(a, transposeA, b, transposeB, null, d, 1, 0, null);
    }

    /** d = alpha op(a) op(b) + c; c may be d. */
    Product plus(Rows added) {
        return new Product(a, transposeA, b, transposeB, added, d, alpha, 1, bias);
    }

    Product scaled(float factor) {
        return new Product(a, transposeA, b, transposeB, c, d, factor, beta, bias);
    }

    Product biased(@Nullable Rows vector) {
        return new Product(a, transposeA, b, transposeB, c, d, alpha, beta, vector);
    }

    /** Numbers that are summed for each element of d. */
    int depth() {
        return transposeA ? a.rows() : a.columns();
    }

    private static int rows(Rows view, boolean transposed) {
        return transposed ? view.columns() : view.rows();
    }

    private static int columns(Rows view, boolean transposed) {
        return transposed ? view.rows() : view.columns();
    }

    private static String shape(Rows view, boolean transposed) {
        return rows(view, transposed) + " x " + columns(view, transposed);
    }
}
