package io.insitu.trainer.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one step really did. What means nothing to its loss is null, and left out of JSON.
 *
 * @param tokens all tokens read
 * @param targetTokens of these, the ones with a loss
 * @param loss mean over target tokens, before the step
 * @param topShare share of targets that were the model's first choice
 * @param gradNorm before clipping
 * @param appliedNorm after clipping
 * @param clipShare share of target tokens whose loss was cut off; null where no policy sampled them
 * @param ratioMean mean of new over old probability; null likewise
 * @param ratioMax the largest of them; null likewise
 * @param kl mean estimate of the divergence from the base model; null where examples know no reference
 * @param klCappedTokens targets whose part in it is of a difference that was cut off; null likewise
 * @param entropy mean entropy of the predictions where targets were, in nats
 * @param skippedTokens targets whose gradient was dropped
 * @param margin mean margin of pairs; null without pairs
 * @param skipped loss, gradient or what would have been learnt from them was not finite: nothing was changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepReport(
        int step,
        double learningRate,
        long tokens,
        long targetTokens,
        double loss,
        double topShare,
        double gradNorm,
        double appliedNorm,
        @Nullable Double clipShare,
        @Nullable Double ratioMean,
        @Nullable Double ratioMax,
        @Nullable Double kl,
        @Nullable Long klCappedTokens,
        double entropy,
        long skippedTokens,
        @Nullable Double margin,
        boolean skipped) {}
