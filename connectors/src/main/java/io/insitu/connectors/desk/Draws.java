package io.insitu.connectors.desk;

import java.util.Random;

/** Seeded randomness: near seeds give unrelated streams. */
final class Draws {
    private Draws() {}

    /** A stream that depends on a seed and a purpose, the same on every machine. */
    static Random seeded(long seed, String purpose) {
        return new Random(mix(mix(seed) + purpose.hashCode()));
    }

    /** The finaliser of splitmix64 (Steele, Lea, Flood 2014): java.util.Random alone correlates neighbouring seeds. */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
