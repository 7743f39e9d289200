package io.insitu.processors;

/**
 * A number that is not exceeded. That it was reached is said once, and again only after there was plenty of room: who is
 * told with every record hears nothing.
 */
public record Limit(int most) {
    /** Whether one more would be too many. */
    public boolean reachedBy(long count) {
        return count >= most;
    }

    /** Whether there is so much room that reaching it would be news. */
    public boolean farFrom(long count) {
        return 4 * count < 3L * most;
    }
}
