package io.insitu.trainer.engine.cuda;

/**
 * Row-major numbers on the device, or a view of some of them.
 *
 * @param address of the first element
 * @param stride elements from one row to the next
 */
record Rows(long address, int rows, int columns, int stride, Type type) {
    /** How one number is held. */
    enum Type {
        BF16(2),
        F32(4);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    Rows {
        if (rows < 0 || columns < 0 || stride < columns || address % type.bytes() != 0) {
            throw new IllegalArgumentException(
                    "no such view: " + rows + " x " + columns + " " + type + ", stride " + stride + ", at " + address);
        }
    }

    /** Without gaps between rows. */
    static Rows of(long address, int rows, int columns, Type type) {
        return new Rows(address, rows, columns, columns, type);
    }

    Rows rows(int from, int count) {
        within(from, count, rows);
        return new Rows(at(from, 0), count, columns, stride, type);
    }

    Rows columns(int from, int count) {
        within(from, count, columns);
        return new Rows(at(0, from), rows, count, stride, type);
    }

    /** This, or a refusal. */
    Rows mustBe(Type wanted) {
        if (type != wanted) {
            throw new IllegalArgumentException("needs " + wanted + ", was " + this);
        }
        return this;
    }

    /** This, or a refusal. */
    Rows mustMeasure(int wantedRows, int wantedColumns) {
        if (rows != wantedRows || columns != wantedColumns) {
            throw new IllegalArgumentException("needs " + wantedRows + " x " + wantedColumns + ", was " + this);
        }
        return this;
    }

    /** The address of one element. */
    long at(int row, int column) {
        return address + ((long) row * stride + column) * type.bytes();
    }

    /** From the first element to the end of the last row, with the gaps between. */
    long bytes() {
        return rows == 0 ? 0 : ((rows - 1L) * stride + columns) * type.bytes();
    }

    private static void within(int from, int count, int all) {
        if (from < 0 || count < 0 || from + count > all) {
            throw new IllegalArgumentException(from + " to " + (from + count) + " leaves a view of " + all);
        }
    }
}
