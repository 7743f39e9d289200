package io.insitu.trainer.lora;

import java.util.Arrays;

/**
 * A product B A of two thin matrices as U S V^T, found without ever forming it: orthonormal bases of both sides first, then
 * Jacobi's rotations on the small matrix between them. Sums run in a fixed order, so equal input gives equal bytes.
 *
 * @param left (out, k) columns of length 1, or 0 where the singular value is
 * @param values singular values, falling
 * @param right (in, k)
 */
@SuppressWarnings("ArrayRecordComponent") // scratch of one computation, never compared
record Factors(Dense left, double[] values, Dense right) {
    private static final double ROUNDING = 1e-14;
    private static final int SWEEPS = 60;

    /**
     * Of a product of two matrices with as many columns.
     *
     * @param b (out, k)
     * @param a (in, k): its columns are the rows of A
     */
    static Factors of(Dense b, Dense a) {
        Basis left = Basis.of(b);
        Basis right = Basis.of(a);
        Dense middle = left.weights().timesTransposed(right.weights());
        Dense turned = rotated(middle);
        int k = middle.width();
        Integer[] order = new Integer[k];
        double[] lengths = new double[k];
        for (int j = 0; j < k; j++) {
            order[j] = j;
            lengths[j] = StrictMath.sqrt(Dense.dot(middle.columns()[j], middle.columns()[j]));
        }
        Arrays.sort(order, (x, y) -> Double.compare(lengths[y], lengths[x])); // stable
        Factors factors = new Factors(Dense.zero(b.rows(), k), new double[k], Dense.zero(a.rows(), k));
        for (int j = 0; j < k; j++) {
            int from = order[j];
            factors.values[j] = lengths[from];
            if (lengths[from] > 0) {
                double[] unit = middle.columns()[from].clone();
                Dense.scale(unit, 1 / lengths[from]);
                factors.left.columns()[j] = left.vectors().times(unit);
                factors.right.columns()[j] = right.vectors().times(turned.columns()[from]);
            }
        }
        return factors;
    }

    /** Turns pairs of columns until all are at right angles (one-sided Jacobi); returns the turns. */
    private static Dense rotated(Dense matrix) {
        int k = matrix.width();
        Dense turns = Dense.zero(k, k);
        for (int j = 0; j < k; j++) {
            turns.columns()[j][j] = 1;
        }
        boolean moved = true;
        for (int sweep = 0; moved && sweep < SWEEPS; sweep++) {
            moved = false;
            for (int p = 0; p + 1 < k; p++) {
                for (int q = p + 1; q < k; q++) {
                    moved |= rotate(matrix, turns, p, q);
                }
            }
        }
        return turns;
    }

    private static boolean rotate(Dense matrix, Dense turns, int p, int q) {
        double[] x = matrix.columns()[p];
        double[] y = matrix.columns()[q];
        double xx = Dense.dot(x, x);
        double yy = Dense.dot(y, y);
        double xy = Dense.dot(x, y);
        if (Math.abs(xy) <= ROUNDING * StrictMath.sqrt(xx) * StrictMath.sqrt(yy)) {
            return false;
        }
        double zeta = (yy - xx) / (2 * xy);
        double t = Math.copySign(1, zeta) / (Math.abs(zeta) + StrictMath.sqrt(1 + zeta * zeta));
        double cosine = 1 / StrictMath.sqrt(1 + t * t);
        turn(x, y, cosine, cosine * t);
        turn(turns.columns()[p], turns.columns()[q], cosine, cosine * t);
        return true;
    }

    private static void turn(double[] x, double[] y, double cosine, double sine) {
        for (int i = 0; i < x.length; i++) {
            double was = x[i];
            x[i] = cosine * was - sine * y[i];
            y[i] = sine * was + cosine * y[i];
        }
    }

    /** The length of all singular values from this one on. */
    double rest(int from) {
        double squares = 0;
        for (int j = from; j < values.length; j++) {
            squares += values[j] * values[j];
        }
        return StrictMath.sqrt(squares);
    }
}
