package io.insitu.ops.audit;

/**
 * What became of the facts of one kind.
 *
 * @param distinct how many there are
 * @param twice how many more than once
 * @param lost how many should be there and are not
 * @param open how many are not due yet; says nothing against a log
 */
public record Tally(String fact, long distinct, long twice, long lost, long open) {
    /** Whether each is there exactly once. */
    public boolean sound() {
        return twice == 0 && lost == 0;
    }
}
