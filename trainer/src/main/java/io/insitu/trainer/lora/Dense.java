package io.insitu.trainer.lora;

import io.insitu.schemas.model.Tensor;
import java.util.Arrays;

/** A small matrix in doubles, kept by columns: what is taken apart here is tall and thin. */
@SuppressWarnings("ArrayRecordComponent") // scratch of one computation, never compared
record Dense(int rows, double[][] columns) {
    static Dense zero(int rows, int columns) {
        return new Dense(rows, new double[columns][rows]);
    }

    /** The columns of a stored matrix, each times a factor. */
    static Dense of(Tensor matrix, double factor) {
        Dense dense = zero(matrix.rows(), matrix.columns());
        float[] values = matrix.values();
        for (int i = 0; i < values.length; i++) {
            dense.columns[i % matrix.columns()][i / matrix.columns()] = factor * values[i];
        }
        return dense;
    }

    /** The rows of a stored matrix as columns. */
    static Dense transposed(Tensor matrix) {
        Dense dense = zero(matrix.columns(), matrix.rows());
        float[] values = matrix.values();
        for (int i = 0; i < values.length; i++) {
            dense.columns[i / matrix.columns()][i % matrix.columns()] = values[i];
        }
        return dense;
    }

    int width() {
        return columns.length;
    }

    /** These columns, then those. */
    Dense beside(Dense other) {
        double[][] both = Arrays.copyOf(columns, width() + other.width());
        System.arraycopy(other.columns, 0, both, width(), other.width());
        return new Dense(rows, both);
    }

    Dense first(int count) {
        return new Dense(rows, Arrays.copyOf(columns, count));
    }

    Tensor tensor() {
        float[] values = new float[rows * width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) columns[i % width()][i / width()];
        }
        return Tensor.matrix(rows, width(), values);
    }

    /** Transposed: each column becomes a row. */
    Tensor rowsTensor() {
        float[] values = new float[rows * width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) columns[i / rows][i % rows];
        }
        return Tensor.matrix(width(), rows, values);
    }

    /** This times another one, transposed: (rows, other rows). */
    Dense timesTransposed(Dense other) {
        Dense product = zero(rows, other.rows);
        for (int k = 0; k < width(); k++) {
            for (int j = 0; j < other.rows; j++) {
                addTo(product.columns[j], columns[k], other.columns[k][j]);
            }
        }
        return product;
    }

    /** This times a vector. */
    double[] times(double[] vector) {
        double[] product = new double[rows];
        for (int k = 0; k < width(); k++) {
            addTo(product, columns[k], vector[k]);
        }
        return product;
    }

    static void addTo(double[] target, double[] from, double factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * from[i];
        }
    }

    static void scale(double[] target, double factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] *= factor;
        }
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
