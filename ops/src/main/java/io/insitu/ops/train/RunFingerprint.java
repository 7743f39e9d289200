package io.insitu.ops.train;

import io.insitu.schemas.Digest;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Fingerprint;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.LoraSpec;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What decides the bytes of the adapter, named as it is typed. What cannot change them is left out, so that a run may go on
 * with it changed: the threads, how often a checkpoint is written, what is only checked or reported. The engine does change
 * them, and is not in it either: parameters and moments are plain numbers, with which any engine can go on, and a run whose
 * device is gone would else be lost. Who did which steps is told instead.
 *
 * @param base its digest
 * @param parent its digest; empty: a fresh adapter
 */
record RunFingerprint(String base, String parent, LoraSpec spec) {
    Fingerprint of(Recipe recipe, byte[] file, List<Attempt> read) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("format", "4");
        learning(recipe.loss(), fields);
        fields.put("--base", base);
        fields.put("--adapter", parent.isEmpty() ? "none" : parent);
        fields.put("--data", Digest.ofBytes(file));
        fields.put("tokens read from --data", DataDigest.of(read));
        fields.put("--rank", "" + spec.rank());
        fields.put("--alpha", number(spec.alpha()));
        fields.put("--targets", String.join(",", spec.targetModules()));
        fields.put("--rslora", "" + spec.rankStabilised());
        fields.put("--epochs", "" + recipe.epochs());
        fields.put("--batch", "" + recipe.perStep());
        fields.put("--lr", number(recipe.rate()));
        fields.put("--warm-up", number(recipe.warmUpShare()));
        fields.put("--weight-decay", number(recipe.weightDecay()));
        fields.put("--max-grad-norm", number(recipe.maxGradNorm()));
        fields.put("--seed", "" + recipe.seed());
        fields.put("--sequence-mean", "" + recipe.sequenceMean());
        fields.put("--entropy-guard", number(recipe.guardShare()));
        fields.put("--replay", "" + recipe.replay());
        fields.put("--replay-warm-up", "" + recipe.replayWarmUp());
        return new Fingerprint(fields);
    }

    private static void learning(Loss loss, Map<String, String> fields) {
        if (loss instanceof MaskedSft) {
            fields.put("--method", name(Method.SFT));
        } else if (loss instanceof Dpo dpo) {
            fields.put("--method", name(Method.DPO));
            fields.put("--beta", number(dpo.beta()));
        } else if (loss instanceof Grpo grpo) {
            fields.put("--method", name(Method.GRPO));
            fields.put("--clip-low", number(grpo.low()));
            fields.put("--clip-high", number(grpo.high()));
            fields.put("--dual-clip", number(grpo.dual()));
            fields.put("--kl", number(grpo.kl()));
        } else if (loss instanceof Nft nft) {
            fields.put("--method", name(Method.NFT));
            fields.put("weight of wrong answers", number(nft.negativeWeight()));
            fields.put("clamp", number(nft.clamp()));
            fields.put("weighting", nft.weighting().name().toLowerCase(Locale.ROOT));
        } else {
            throw new IllegalStateException("no fingerprint for loss " + loss.getClass());
        }
    }

    private static String name(Method method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    /** The shortest decimal that reads back as this number: how Java itself prints one changed with JDK 19. */
    static String number(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; ; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (digits >= 17 || rounded.doubleValue() == value) {
                return rounded.signum() == 0
                        ? "0"
                        : rounded.stripTrailingZeros().toString();
            }
        }
    }
}
