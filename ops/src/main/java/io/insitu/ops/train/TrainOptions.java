package io.insitu.ops.train;

import static io.insitu.ops.NumberOption.above;
import static io.insitu.ops.NumberOption.atLeast;
import static io.insitu.ops.NumberOption.from;
import static io.insitu.ops.NumberOption.must;
import static io.insitu.ops.NumberOption.share;

import io.insitu.ops.UserError;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.LoraSpec;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How `insitu train` learns. */
final class TrainOptions {
    @Option(names = "--rank", description = "LoRA rank (default: 8, or the parent's).")
    private @Nullable Integer rank;

    @Option(names = "--alpha", description = "LoRA alpha (default: 16, or the parent's).")
    private @Nullable Double alpha;

    @Option(
            names = "--targets",
            split = ",",
            description = "Linear modules to adapt: q_proj,k_proj,... or all (default: all, or the parent's).")
    private @Nullable List<String> targets;

    @Option(names = "--rslora", description = "Scale by alpha / sqrt(rank) instead of alpha / rank.")
    private boolean rankStabilised;

    @Option(names = "--epochs", defaultValue = "1", description = "Passes over the data (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch",
            defaultValue = "8",
            description = "Examples, or pairs, per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--lr", defaultValue = "2e-4", description = "Peak learning rate (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--warm-up",
            defaultValue = "0.1",
            description = "Share of the steps in which the rate rises (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(names = "--weight-decay", defaultValue = "0", description = "Of AdamW (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--max-grad-norm",
            defaultValue = "1",
            description = "Global norm to clip at, 0: never (default: ${DEFAULT-VALUE}).")
    private double maxGradNorm;

    @Option(names = "--seed", defaultValue = "1", description = "Of A and of the order (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--beta", description = "dpo: weight of the margin (default: 0.1).")
    private @Nullable Double beta;

    @Option(names = "--clip-low", description = "grpo: how far a bad attempt's ratio may fall (default: 0.2).")
    private @Nullable Double clipLow;

    @Option(names = "--clip-high", description = "grpo: how far a good attempt's ratio may rise (default: 0.28).")
    private @Nullable Double clipHigh;

    @Option(names = "--dual-clip", description = "grpo: bound of bad attempts' ratio, 0: none (default: 3).")
    private @Nullable Double dualClip;

    @Option(names = "--kl", description = "grpo: pull to the base (default: 0).")
    private @Nullable Double kl;

    @Option(names = "--sequence-mean", description = "Every sequence weighs alike (default: every token).")
    private boolean sequenceMean;

    @Option(
            names = "--on-policy",
            description = "grpo, nft: fail if the data's log-probabilities are not the starting policy's.")
    private boolean onPolicy;

    @Option(names = "--entropy-guard", description = "grpo: share of tokens it may hold, e.g. 2e-4 (default: 0).")
    private @Nullable Double guard;

    @Option(names = "--replay", description = "grpo: better attempts remembered for self-imitation (default: 0).")
    private @Nullable Integer replay;

    @Option(names = "--replay-warm-up", description = "grpo: steps until they weigh in full (default: 50).")
    private @Nullable Integer replayWarmUp;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "10",
            description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery;

    long seed() {
        return seed;
    }

    /** The shape of a fresh adapter. */
    LoraSpec spec() {
        if (rank != null) {
            atLeast("--rank", rank, 1, "an adapter without a rank has nothing to learn with");
        }
        if (alpha != null) {
            above("--alpha", alpha, 0, "the adapter counts alpha / rank times, which must be something");
        }
        return understood(() -> new LoraSpec(or(rank, 8), or(alpha, 16.0), Targets.of(targets), rankStabilised));
    }

    /** A parent brings the shape: refuses options that ask for another. */
    void mustAgreeWith(LoraAdapter parent) {
        agree("--rank", rank, parent.rank());
        agree("--alpha", alpha, parent.alpha());
        if (targets != null) {
            agree("--targets", new TreeSet<>(Targets.of(targets)), new TreeSet<>(parent.targetModules()));
        }
        if (rankStabilised) {
            agree("--rslora", true, parent.rankStabilised());
        }
    }

    private static <T> void agree(String option, @Nullable T asked, T has) {
        if (asked != null && !asked.equals(has)) {
            throw UserError.usage(option + " " + asked + ": the parent adapter has " + has
                    + ", and what grows from it keeps it; leave the option out or start without --adapter");
        }
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    Recipe recipe(Method method) {
        boolean sampled = method == Method.GRPO || method == Method.NFT;
        only(sampled, "--on-policy", onPolicy);
        only(method == Method.DPO, "--beta", beta != null);
        boolean grpo = method == Method.GRPO;
        only(grpo, "--clip-low", clipLow != null);
        only(grpo, "--clip-high", clipHigh != null);
        only(grpo, "--dual-clip", dualClip != null);
        only(grpo, "--kl", kl != null);
        only(grpo, "--entropy-guard", guard != null);
        only(grpo, "--replay", replay != null);
        only(grpo && replay != null, "--replay-warm-up", replayWarmUp != null);
        only(method != Method.DPO, "--sequence-mean", sequenceMean);
        mustMakeSense();
        return understood(() -> {
            Loss loss = switch (method) {
                case SFT -> new MaskedSft();
                case DPO -> new Dpo(or(beta, 0.1));
                case GRPO -> new Grpo(or(clipLow, 0.2), or(clipHigh, 0.28), or(kl, 0.0), or(dualClip, 3.0));
                case NFT -> new Nft();
            };
            return new Recipe(
                    loss,
                    epochs,
                    batch,
                    rate,
                    warmUp,
                    weightDecay,
                    maxGradNorm,
                    seed,
                    sequenceMean,
                    method == Method.DPO || method == Method.GRPO,
                    onPolicy,
                    or(guard, 0.0),
                    or(replay, 0),
                    or(replayWarmUp, 50),
                    checkpointEvery);
        });
    }

    private void mustMakeSense() {
        atLeast("--epochs", epochs, 1, "without a pass over the data nothing is learnt");
        atLeast("--batch", batch, 1, "a step without an example learns nothing");
        above("--lr", rate, 0, "a step goes as far as the rate says, downhill");
        share("--warm-up", warmUp, "it is a share of the steps");
        from("--weight-decay", weightDecay, 0, "weights shrink by it, or stay");
        from("--max-grad-norm", maxGradNorm, 0, "it is the length of a gradient, 0 for no bound");
        atLeast("--checkpoint-every", checkpointEvery, 1, "it counts steps");
        above("--beta", or(beta, 0.1), 0, "the margin must weigh something");
        double low = or(clipLow, 0.2);
        must(low > 0 && low < 1, "--clip-low", low, "a ratio falls from 1 towards 0", "a number between 0 and 1");
        above("--clip-high", or(clipHigh, 0.28), 0, "a ratio rises from 1");
        double dual = or(dualClip, 3.0);
        boolean bound = dual == 0 || dual > 1 && Double.isFinite(dual);
        must(bound, "--dual-clip", dual, "it bounds ratios above 1", "0 for no bound, or a finite number above 1");
        from("--kl", or(kl, 0.0), 0, "it weighs a pull to the base");
        share("--entropy-guard", or(guard, 0.0), "it is a share of the tokens");
        atLeast("--replay", or(replay, 0), 0, "it counts attempts to remember");
        atLeast("--replay-warm-up", or(replayWarmUp, 50), 1, "it counts steps");
    }

    private static void only(boolean has, String option, boolean given) {
        if (given && !has) {
            throw UserError.usage(option + " means nothing to this --method");
        }
    }

    private static <T> T understood(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw UserError.usage(UserError.reason(e));
        }
    }
}
