package io.insitu.trainer.engine;

/**
 * Cosine and sine of every rotation: angle(position, j) = position * frequency(j). StrictMath, so that every machine
 * rotates alike.
 */
public final class RopeTable {
    private final int half;
    private final float[] cos; // (positions, half)
    private final float[] sin; // (positions, half)

    public RopeTable(double[] frequencies, int positions) {
        half = frequencies.length;
        cos = new float[positions * half];
        sin = new float[positions * half];
        for (int j = 0; j < half; j++) {
            double frequency = frequencies[j];
            for (int p = 0; p < positions; p++) {
                cos[p * half + j] = (float) StrictMath.cos(p * frequency);
                sin[p * half + j] = (float) StrictMath.sin(p * frequency);
            }
        }
    }

    public int half() {
        return half;
    }

    /** The array itself, indexed position * half + j. */
    public float[] cos() {
        return cos;
    }

    /** The array itself, indexed position * half + j. */
    public float[] sin() {
        return sin;
    }
}
