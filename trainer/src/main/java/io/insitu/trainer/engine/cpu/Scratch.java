package io.insitu.trainer.engine.cpu;

/** Staging arrays of one thread, kept between calls. An operation numbers the arrays it holds at the same time. */
final class Scratch {
    private final float[][] arrays = new float[8][0];

    /** At least this long; content undefined. */
    float[] array(int number, int length) {
        if (arrays[number].length < length) {
            arrays[number] = new float[Math.max(length, 8192)];
        }
        return arrays[number];
    }
}
