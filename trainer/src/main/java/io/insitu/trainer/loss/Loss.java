package io.insitu.trainer.loss;

import java.util.function.Supplier;

/** What log-probabilities of target tokens are worth, as one coefficient dL / d logp for each of them. */
public interface Loss {
    /** So many examples, one after the other, are judged together: 2 for pairs. */
    int together();

    /** What a batch's loss is the mean of: all its target tokens, or its pairs. */
    long parts(long targets, long examples);

    /**
     * The coefficients of some sequences, before the division by {@link #parts}.
     *
     * @param logProbs of all targets, for a loss that must see them first; costs a pass over the head
     * @param tally where the loss notes what it saw
     */
    TokenLoss.Coefficients of(Targets targets, Supplier<float[]> logProbs, LossTally tally);
}
