package io.insitu.topology.memory;

import java.util.Comparator;

/** The order a store has its keys in: that of their UTF-8 bytes, which is that of their code points. */
final class StoreOrder {
    static final Comparator<String> OF_KEYS = StoreOrder::compare;

    private StoreOrder() {}

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one != other) {
                // Halves of a pair stand for what lies beyond all that takes one char.
                boolean pair = Character.isSurrogate(one);
                return pair == Character.isSurrogate(other) ? Character.compare(one, other) : pair ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
