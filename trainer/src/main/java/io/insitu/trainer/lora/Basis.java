package io.insitu.trainer.lora;

/**
 * A matrix as orthonormal columns times an upper triangle. A column that the ones before it already span gets a zero vector.
 *
 * @param vectors (rows, k)
 * @param weights (k, k)
 */
record Basis(Dense vectors, Dense weights) {
    private static final double DEPENDENT = 1e-13;

    static Basis of(Dense matrix) {
        int k = matrix.width();
        Basis basis = new Basis(Dense.zero(matrix.rows(), k), Dense.zero(k, k));
        for (int j = 0; j < k; j++) {
            basis.add(matrix.columns()[j].clone(), j);
        }
        return basis;
    }

    private void add(double[] column, int j) {
        double length = StrictMath.sqrt(Dense.dot(column, column));
        for (int twice = 0; twice < 2; twice++) { // once leaves what rounding left; twice is enough
            for (int i = 0; i < j; i++) {
                double share = Dense.dot(vectors.columns()[i], column);
                weights.columns()[j][i] += share;
                Dense.addTo(column, vectors.columns()[i], -share);
            }
        }
        double rest = StrictMath.sqrt(Dense.dot(column, column));
        if (rest > DEPENDENT * length) {
            weights.columns()[j][j] = rest;
            for (int i = 0; i < column.length; i++) {
                vectors.columns()[j][i] = column[i] / rest;
            }
        }
    }
}
