package io.insitu.trainer.model;

import io.insitu.trainer.engine.Segments;

/**
 * Sequences laid end to end, with the rows that have a target. The target of row t is the token at t + 1 of the same
 * sequence. The arrays are not copied.
 */
public final class Packed {
    private final int[] tokens;
    private final Segments segments;
    private final int[] positions;
    private final int[] targetRows;
    private final int[] targets;

    public Packed(int[] tokens, Segments segments, int[] targetRows, int[] targets) {
        this.tokens = tokens;
        this.segments = segments;
        this.positions = segments.positions();
        this.targetRows = targetRows;
        this.targets = targets;
    }

    public int rows() {
        return tokens.length;
    }

    public int[] tokens() {
        return tokens;
    }

    public Segments segments() {
        return segments;
    }

    public int[] positions() {
        return positions;
    }

    public int[] targetRows() {
        return targetRows;
    }

    public int[] targets() {
        return targets;
    }
}
