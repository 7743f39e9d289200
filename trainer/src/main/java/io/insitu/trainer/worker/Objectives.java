package io.insitu.trainer.worker;

import io.insitu.schemas.event.Method;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;

/**
 * What the method a batch names means here.
 *
 * @param sequenceMean every sample weighs alike, however long; pairs always do
 * @param guardShare share of a GRPO step's targets that the entropy guard may hold; 0: no guard
 * @param onPolicy every token of judged batches without replayed samples must have been sampled by the policy they grow
 *     from; a batch of which one was not is refused. Off by default: a batch is gathered while adapters change, so part of it
 *     was often made by its parent's parent; ratio and clips are there for that. Tokens that the batch says its parent drew are
 *     held to it either way. For a lineage that gathers each batch anew after a promotion it can be on
 * @param replayWarmUp batches of a lineage until a replayed success weighs as much in GRPO as a fresh one
 */
public record Objectives(
        Nft nft, Grpo grpo, Dpo dpo, boolean sequenceMean, double guardShare, boolean onPolicy, int replayWarmUp) {
    public Objectives {
        if (!(guardShare >= 0 && guardShare <= 1) || replayWarmUp < 1) {
            throw new IllegalArgumentException("trainer.guardShare " + guardShare
                    + " must be between 0 and 1, trainer.replayWarmUp " + replayWarmUp + " at least 1");
        }
    }

    /** No guards: the gate judges what comes out. */
    public static Objectives defaults() {
        return new Objectives(new Nft(), Grpo.defaults(), new Dpo(0.1), false, 0, false, 10);
    }

    Loss loss(Method method) {
        return switch (method) {
            case SFT -> new MaskedSft();
            case NFT -> nft;
            case GRPO -> grpo;
            case DPO -> dpo;
            case UNKNOWN -> throw new IllegalArgumentException("method UNKNOWN has no loss");
        };
    }

    /** Whether examples must know their log-probabilities under the base. */
    boolean reference(Method method) {
        return method == Method.DPO || method == Method.GRPO && grpo.kl() > 0;
    }
}
