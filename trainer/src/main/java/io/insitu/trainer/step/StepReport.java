package io.insitu.trainer.step;

/**
 * What one step really did.
 *
 * @param tokens all tokens read
 * @param targetTokens of these, the ones with a loss
 * @param loss mean over target tokens, before the step
 * @param topShare share of targets that were the model's first choice
 * @param gradNorm before clipping
 * @param appliedNorm after clipping
 * @param clipShare share of target tokens whose loss was cut off
 * @param ratioMean mean of new over old probability
 * @param kl mean estimate of the divergence from the base model; 0 where examples know no reference
 * @param entropy mean entropy of the predictions where targets were, in nats
 * @param skippedTokens targets whose gradient was dropped
 * @param margin mean margin of pairs; 0 without pairs
 * @param skipped loss, gradient or what would have been learnt from them was not finite: nothing was changed
 */
public record StepReport(
        int step,
        double learningRate,
        long tokens,
        long targetTokens,
        double loss,
        double topShare,
        double gradNorm,
        double appliedNorm,
        double clipShare,
        double ratioMean,
        double ratioMax,
        double kl,
        double entropy,
        long skippedTokens,
        double margin,
        boolean skipped) {}
