package io.insitu.trainer.engine;

/**
 * A view of memory as a row-major matrix. A vector is a matrix of one row.
 *
 * @param offset floats before the first element
 * @param stride floats from one row to the next, as stored
 * @param transposed read columns as rows; only {@link Engine#gemm} accepts such views
 */
public record Mat(Memory memory, long offset, int rows, int columns, int stride, boolean transposed) {
    public Mat {
        int storedRows = transposed ? columns : rows;
        int storedColumns = transposed ? rows : columns;
        if (rows < 0 || columns < 0 || offset < 0 || stride < storedColumns) {
            throw new IllegalArgumentException("no such view: " + rows + " x " + columns + " at " + offset);
        }
        if (storedRows > 0 && offset + (long) (storedRows - 1) * stride + storedColumns > memory.size()) {
            throw new IllegalArgumentException(
                    rows + " x " + columns + " at " + offset + " leaves a memory of " + memory.size());
        }
    }

    public static Mat of(Memory memory, long offset, int rows, int columns) {
        return new Mat(memory, offset, rows, columns, columns, false);
    }

    /** The transposed view. */
    public Mat t() {
        return new Mat(memory, offset, columns, rows, stride, !transposed);
    }

    public Mat rows(int from, int count) {
        return new Mat(memory, offset + (long) from * stride, count, columns, stride, transposed);
    }

    public Mat columns(int from, int count) {
        return new Mat(memory, offset + from, rows, count, stride, transposed);
    }

    /** Rows and columns at once. */
    public Mat block(int row, int rowCount, int column, int columnCount) {
        return new Mat(memory, offset + (long) row * stride + column, rowCount, columnCount, stride, transposed);
    }

    /** No gaps between rows. */
    public boolean dense() {
        return stride == columns && !transposed;
    }

    public int size() {
        return Math.multiplyExact(rows, columns);
    }
}
