package io.insitu.processors.distil;

/**
 * Whether a model is asked for principles, and how often at most.
 *
 * @param questions in each window
 * @param window scored attempts of a lineage; what a model costs grows with what there is to learn from, not with time
 */
public record AskingPlan(boolean asks, int questions, int window) {
    public AskingPlan {
        if (questions < 1 || questions > 64) {
            throw new IllegalArgumentException("distil.questions must be between 1 and 64, was " + questions);
        }
        if (window < 1 || window > 1_000_000) {
            throw new IllegalArgumentException("distil.window must be between 1 and 1000000, was " + window);
        }
    }

    /** The shipped one: nobody is asked. */
    public static AskingPlan defaults() {
        return new AskingPlan(false, 4, 100);
    }
}
