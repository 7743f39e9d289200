package io.insitu.trainer.engine;

import java.util.Arrays;

/**
 * Cosine and sine of every rotation: angle(position, j) = position * frequency(j). StrictMath, so that every machine
 * rotates alike. Holds the positions that were asked for so far: a config may name millions that no sequence reaches.
 * Safe for many threads.
 */
public final class RopeTable {
    private static final int FEWEST = 256;

    private final double[] frequencies;
    private final int most;
    private volatile Angles known = new Angles(new float[0], new float[0]);

    /** Both indexed position * half + j; not copies, and never changed once they are here. */
    public record Angles(float[] cos, float[] sin) {}

    /** @param most positions that the model has */
    public RopeTable(double[] frequencies, int most) {
        this.frequencies = frequencies.clone();
        this.most = most;
    }

    /** How many positions are held when so many are asked for: more, so that growing is rare, but no more than there are. */
    public static int rows(int positions, int most) {
        long power = 1L << (Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, positions) - 1));
        return (int) Math.min(most, Math.max(FEWEST, power));
    }

    /** Bytes of the angles that are held when so many positions are asked for. */
    public static long bytes(int half, int positions, int most) {
        return 2L * Float.BYTES * half * rows(positions, most);
    }

    public int half() {
        return frequencies.length;
    }

    /** The angles of positions below this, at least. */
    public Angles upTo(int positions) {
        Angles angles = known;
        return (long) positions * half() <= angles.cos().length ? angles : grown(positions);
    }

    private synchronized Angles grown(int positions) {
        if (positions > most) {
            throw new IllegalArgumentException("position " + (positions - 1) + "; the model has " + most);
        }
        if (positions * half() > known.cos().length) { // nobody else did it meanwhile
            int from = half() == 0 ? 0 : known.cos().length / half();
            int rows = rows(positions, most);
            float[] cos = Arrays.copyOf(known.cos(), rows * half());
            float[] sin = Arrays.copyOf(known.sin(), rows * half());
            for (int p = from; p < rows; p++) {
                for (int j = 0; j < half(); j++) {
                    cos[p * half() + j] = (float) StrictMath.cos(p * frequencies[j]);
                    sin[p * half() + j] = (float) StrictMath.sin(p * frequencies[j]);
                }
            }
            known = new Angles(cos, sin);
        }
        return known;
    }
}
