package io.insitu.trainer.model;

/** A kind of machine that bases can be held and trained on. */
@FunctionalInterface
public interface Backend {
    /**
     * Room for the weights of a base, to be written.
     *
     * @throws RuntimeException with the numbers, when they will not fit
     */
    Weights hold(BaseLayout layout);
}
