package io.insitu.schemas.model;

import java.util.Arrays;

/** A dense float32 tensor in row-major order. The arrays are not copied: whoever hands one over stops writing to it. */
public final class Tensor {
    private final int[] shape;
    private final float[] values;

    public Tensor(int[] shape, float[] values) {
        if (elements(shape) != values.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " does not hold " + values.length + " values");
        }
        this.shape = shape.clone();
        this.values = values;
    }

    public static Tensor matrix(int rows, int columns, float[] values) {
        return new Tensor(new int[] {rows, columns}, values);
    }

    public int[] shape() {
        return shape.clone();
    }

    public float[] values() {
        return values;
    }

    /** First dimension. */
    public int rows() {
        return shape[0];
    }

    /** Second dimension, or 1 for a vector. */
    public int columns() {
        return shape.length > 1 ? shape[1] : 1;
    }

    public boolean hasShape(int... expected) {
        return Arrays.equals(shape, expected);
    }

    /** Equal bit for bit: 0.0 and -0.0 differ. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Tensor that) || !Arrays.equals(shape, that.shape)) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (Float.floatToRawIntBits(values[i]) != Float.floatToRawIntBits(that.values[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }

    static long elements(int[] shape) {
        long count = 1;
        for (int size : shape) {
            count = Math.multiplyExact(count, (long) size);
        }
        return count;
    }
}
