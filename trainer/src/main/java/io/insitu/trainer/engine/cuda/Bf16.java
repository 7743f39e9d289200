package io.insitu.trainer.engine.cuda;

/** The upper half of a float32: eight bits of exponent, eight of precision. */
final class Bf16 {
    private Bf16() {}

    /** To the nearest, ties to even, as the device rounds. */
    static short round(float value) {
        if (Float.isNaN(value)) {
            return 0x7fff;
        }
        int bits = Float.floatToRawIntBits(value);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    static float widen(short value) {
        return Float.intBitsToFloat(value << 16);
    }
}
