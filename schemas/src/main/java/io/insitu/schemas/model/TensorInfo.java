package io.insitu.schemas.model;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where one tensor lies in a safetensors file.
 *
 * @param begin first byte, counted from the start of the file
 * @param bytes its length
 */
public record TensorInfo(String name, Dtype dtype, List<Integer> shape, long begin, long bytes) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Element types that can be read; all of them widen to float32 without loss. */
    public enum Dtype {
        F32(4, "float32", 0x7f800000),
        BF16(2, "bfloat16", 0x7f80),
        F16(2, "float16", 0x7c00);

        private final int width;
        private final String torchName;
        private final int exponent;

        Dtype(int width, String torchName, int exponent) {
            this.width = width;
            this.torchName = torchName;
            this.exponent = exponent;
        }

        /** As config.json names it. */
        public String torchName() {
            return torchName;
        }

        /** Bytes of one element. */
        public int width() {
            return width;
        }

        /** The first element from the buffer's start that is infinite or no number; -1: all are finite. */
        int firstNotFinite(ByteBuffer raw) {
            int elements = raw.remaining() / width;
            for (int i = 0; i < elements; i++) {
                int bits = width == 4 ? raw.getInt(4 * i) : raw.getShort(2 * i);
                if ((bits & exponent) == exponent) { // all ones: infinity or NaN
                    return i;
                }
            }
            return -1;
        }

        float valueAt(ByteBuffer raw, int element) {
            return switch (this) {
                case F32 -> raw.getFloat(4 * element);
                case BF16 -> Float.intBitsToFloat(raw.getShort(2 * element) << 16);
                case F16 -> HalfFloat.toFloat(raw.getShort(2 * element));
            };
        }
    }

    /** Number of values. */
    public long elements() {
        return bytes / dtype.width();
    }

    int[] dimensions() {
        return shape.stream().mapToInt(Integer::intValue).toArray();
    }
}
