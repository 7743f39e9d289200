package io.insitu.trainer.run;

import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;

/**
 * How a run learns, apart from what and on which base.
 *
 * @param perStep attempts, or pairs, that share a step
 * @param rate peak learning rate; warms up, then falls along a cosine to a tenth; the only step of a run has all of it
 * @param warmUpShare share of all steps in which the rate rises
 * @param sequenceMean every sequence weighs alike, however long
 * @param reference examples shall know their log-probabilities under the base: needed for DPO and a KL weight
 * @param onPolicy the data's log-probabilities must, token by token, be those of the policy the run starts with
 * @param guardShare share of targets that the entropy guard may hold in a step; 0: no guard
 * @param replay attempts that self-imitation remembers; 0: none
 * @param replayWarmUp steps until a replayed attempt weighs as much as a fresh one
 * @param checkpointEvery steps between two checkpoints
 */
public record Recipe(
        Loss loss,
        int epochs,
        int perStep,
        double rate,
        double warmUpShare,
        double weightDecay,
        double maxGradNorm,
        long seed,
        boolean sequenceMean,
        boolean reference,
        boolean onPolicy,
        double guardShare,
        int replay,
        int replayWarmUp,
        int checkpointEvery) {
    public Recipe {
        if (!(rate > 0)
                || Double.isInfinite(rate)
                || !(warmUpShare >= 0 && warmUpShare <= 1)
                || !(guardShare >= 0 && guardShare <= 1)) {
            throw new IllegalArgumentException("learning rate " + rate + " must be positive and finite, warm-up share "
                    + warmUpShare + " and guard share " + guardShare + " between 0 and 1");
        }
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)
                || !(maxGradNorm >= 0 && maxGradNorm < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "weight decay " + weightDecay + " and clip norm " + maxGradNorm + " must be finite and at least 0");
        }
        if (!reference && (loss instanceof Dpo || loss instanceof Grpo grpo && grpo.kl() > 0)) {
            throw new IllegalArgumentException("this loss compares with the base model: reference must be true");
        }
        if (epochs < 1 || perStep < 1) {
            throw new IllegalArgumentException("epochs " + epochs + " and batch " + perStep + " must be at least 1");
        }
        if (replay < 0 || replayWarmUp < 1 || checkpointEvery < 1) {
            throw new IllegalArgumentException("replay " + replay + " must be at least 0, its warm-up " + replayWarmUp
                    + " and steps between checkpoints " + checkpointEvery + " at least 1");
        }
    }

    /** One pass, eight at a time, without guards. */
    public static Recipe of(Loss loss, double rate, long seed) {
        return new Recipe(loss, 1, 8, rate, 0.1, 0, 1, seed, false, false, false, 0, 0, 1, 10);
    }
}
