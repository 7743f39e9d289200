package io.insitu.trainer.engine;

import java.util.List;

/** Sequences laid end to end: positions restart in each, and none sees another. */
public final class Segments {
    private final int[] starts;

    private Segments(int[] starts) {
        this.starts = starts;
    }

    public static Segments ofLengths(List<Integer> lengths) {
        int[] starts = new int[lengths.size() + 1];
        for (int i = 0; i < lengths.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], lengths.get(i));
        }
        return new Segments(starts);
    }

    public int count() {
        return starts.length - 1;
    }

    /** First row of a sequence. */
    public int start(int segment) {
        return starts[segment];
    }

    public int length(int segment) {
        return starts[segment + 1] - starts[segment];
    }

    /** All rows of all sequences. */
    public int rows() {
        return starts[starts.length - 1];
    }

    /** Rows of the longest sequence. */
    public int longest() {
        int longest = 0;
        for (int s = 0; s < count(); s++) {
            longest = Math.max(longest, length(s));
        }
        return longest;
    }

    /** The position of each row in its sequence. */
    public int[] positions() {
        int[] positions = new int[rows()];
        for (int s = 0; s < count(); s++) {
            for (int i = 0; i < length(s); i++) {
                positions[start(s) + i] = i;
            }
        }
        return positions;
    }

    /** Sum over sequences of length squared. */
    public long squares() {
        long sum = 0;
        for (int s = 0; s < count(); s++) {
            sum += (long) length(s) * length(s);
        }
        return sum;
    }
}
