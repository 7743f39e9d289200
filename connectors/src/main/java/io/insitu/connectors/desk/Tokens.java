package io.insitu.connectors.desk;

import java.util.Arrays;

/** A growing sequence of token ids. */
final class Tokens {
    private int[] ids = new int[64];
    private int size;

    Tokens add(int... more) {
        if (size + more.length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(ids.length * 2, size + more.length));
        }
        System.arraycopy(more, 0, ids, size, more.length);
        size += more.length;
        return this;
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}
