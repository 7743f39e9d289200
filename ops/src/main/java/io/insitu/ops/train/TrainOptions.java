package io.insitu.ops.train;

import io.insitu.ops.UserError;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.model.Modules;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.LoraSpec;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How `insitu train` learns. */
final class TrainOptions {
    @Option(names = "--rank", defaultValue = "8", description = "LoRA rank (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(names = "--alpha", defaultValue = "16", description = "LoRA alpha (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(
            names = "--targets",
            split = ",",
            defaultValue = "all",
            description = "Linear modules to adapt: q_proj,k_proj,... (default: ${DEFAULT-VALUE}).")
    private List<String> targets = List.of();

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

    @Option(
            names = "--beta",
            defaultValue = "0.1",
            description = "dpo: weight of the margin (default: ${DEFAULT-VALUE}).")
    private double beta;

    @Option(names = "--clip-low", defaultValue = "0.2", description = "grpo: (default: ${DEFAULT-VALUE}).")
    private double clipLow;

    @Option(names = "--clip-high", defaultValue = "0.28", description = "grpo: (default: ${DEFAULT-VALUE}).")
    private double clipHigh;

    @Option(
            names = "--dual-clip",
            defaultValue = "3",
            description = "grpo: bound of bad attempts' ratio, 0: none (default: ${DEFAULT-VALUE}).")
    private double dualClip;

    @Option(names = "--kl", defaultValue = "0", description = "grpo: pull to the base (default: ${DEFAULT-VALUE}).")
    private double kl;

    @Option(names = "--sequence-mean", description = "Every sequence weighs alike (default: every token).")
    private boolean sequenceMean;

    @Option(
            names = "--on-policy",
            description = "grpo, nft: fail if the data's log-probabilities are not the starting policy's.")
    private boolean onPolicy;

    @Option(
            names = "--entropy-guard",
            defaultValue = "0",
            description = "grpo: share of tokens it may hold, e.g. 2e-4 (default: ${DEFAULT-VALUE}).")
    private double guard;

    @Option(
            names = "--replay",
            defaultValue = "0",
            description = "grpo: better attempts remembered for self-imitation (default: ${DEFAULT-VALUE}).")
    private int replay;

    @Option(
            names = "--replay-warm-up",
            defaultValue = "50",
            description = "grpo: steps until they weigh in full (default: ${DEFAULT-VALUE}).")
    private int replayWarmUp;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "10",
            description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery;

    long seed() {
        return seed;
    }

    LoraSpec spec() {
        List<String> modules = targets.equals(List.of("all")) ? Modules.ALL : targets;
        if (!Modules.ALL.containsAll(modules)) {
            throw UserError.usage("--targets " + String.join(",", modules) + ": known are " + Modules.ALL);
        }
        return understood(() -> new LoraSpec(rank, alpha, modules, rankStabilised));
    }

    Recipe recipe(Method method) {
        boolean sampled = method == Method.GRPO || method == Method.NFT;
        only(sampled, "--on-policy", onPolicy);
        only(method == Method.GRPO, "--kl", kl != 0);
        only(method == Method.GRPO, "--entropy-guard", guard != 0);
        only(method == Method.GRPO, "--replay", replay != 0);
        only(method != Method.DPO, "--sequence-mean", sequenceMean);
        return understood(() -> {
            Loss loss = switch (method) {
                case SFT -> new MaskedSft();
                case DPO -> new Dpo(beta);
                case GRPO -> new Grpo(clipLow, clipHigh, kl, dualClip);
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
                    guard,
                    replay,
                    replayWarmUp,
                    checkpointEvery);
        });
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
