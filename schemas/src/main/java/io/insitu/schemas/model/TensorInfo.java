package io.insitu.schemas.model;

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
        F32(4, "float32"),
        BF16(2, "bfloat16"),
        F16(2, "float16");

        private final int width;
        private final String torchName;

        Dtype(int width, String torchName) {
            this.width = width;
            this.torchName = torchName;
        }

        /** As config.json names it. */
        public String torchName() {
            return torchName;
        }

        /** Bytes of one element. */
        public int width() {
            return width;
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
