package io.insitu.trainer.engine.cuda;

/** Kernel arguments as slots of eight bytes, of which a parameter of four bytes takes the lower half. */
final class Slots {
    private Slots() {}

    static long of(float value) {
        return Float.floatToRawIntBits(value) & 0xffff_ffffL;
    }
}
