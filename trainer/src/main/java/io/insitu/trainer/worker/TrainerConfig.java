package io.insitu.trainer.worker;

import io.insitu.trainer.model.Modules;
import java.util.List;

/**
 * How batches become adapters, and how large a batch may be.
 *
 * @param groupId consumer group; also the transactional id, so that a successor fences its predecessor
 * @param threads never changes a result
 * @param shardTokens tokens multiplied at once
 * @param examplesPerStep samples that share a step
 * @param warmUpShare share of all steps in which the learning rate rises
 * @param targetModules what a fresh adapter changes
 * @param maxTokens of all samples of a batch; a larger batch is refused
 * @param maxEpochs a batch that wants more is refused
 * @param maxRank a batch that wants more is refused
 * @param objectives what the methods mean
 */
public record TrainerConfig(
        String groupId,
        int threads,
        int shardTokens,
        int examplesPerStep,
        double warmUpShare,
        List<String> targetModules,
        long maxTokens,
        int maxEpochs,
        int maxRank,
        Objectives objectives) {
    public TrainerConfig {
        if (threads < 1 || shardTokens < 1 || examplesPerStep < 1) {
            throw new IllegalArgumentException("trainer.threads " + threads + ", trainer.shardTokens " + shardTokens
                    + " and trainer.examplesPerStep " + examplesPerStep + " must be at least 1");
        }
        if (!(warmUpShare >= 0 && warmUpShare <= 1)) {
            throw new IllegalArgumentException("trainer.warmUpShare must be between 0 and 1, was " + warmUpShare);
        }
        if (maxTokens < 1 || maxEpochs < 1 || maxRank < 1) {
            throw new IllegalArgumentException("trainer.maxTokens " + maxTokens + ", trainer.maxEpochs " + maxEpochs
                    + " and trainer.maxRank " + maxRank + " must be at least 1");
        }
        targetModules = List.copyOf(targetModules);
    }

    /** The same, but for what the methods mean. */
    public TrainerConfig with(Objectives other) {
        return new TrainerConfig(
                groupId,
                threads,
                shardTokens,
                examplesPerStep,
                warmUpShare,
                targetModules,
                maxTokens,
                maxEpochs,
                maxRank,
                other);
    }

    public static TrainerConfig defaults() {
        return new TrainerConfig(
                "insitu-trainer", 1, 1024, 8, 0.1, Modules.ALL, 500_000, 50, 64, Objectives.defaults());
    }
}
