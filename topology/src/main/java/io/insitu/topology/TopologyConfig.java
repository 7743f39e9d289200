package io.insitu.topology;

import io.insitu.processors.assemble.AssembleConfig;
import io.insitu.processors.distil.AskingConfig;
import io.insitu.processors.distil.DistilConfig;
import io.insitu.processors.gate.GateConfig;
import io.insitu.processors.recall.RecallConfig;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.processors.select.SelectConfig;

/**
 * What the topology is built from. A live run reads and writes the empty namespace; a replay reads it and writes
 * another, so that evolve follows the original journal while intake writes a journal nobody reads.
 *
 * @param from namespace of the topics that are read
 * @param into namespace of the topics that are written
 * @param rememberEntriesMs how long, in log time, a redelivered journal entry is recognised, if there are not too many newer ones
 * @param maxRememberedEntries how many entries per partition are recognised at most; beyond it the oldest is forgotten, and a
 *     repeat of it counts as another one
 * @param maxLineageFacts facts per lineage whose causes are remembered
 * @param storesInMemory keep no store on disk: every start reads the changelogs again, and state must fit the heap
 */
public record TopologyConfig(
        String from,
        String into,
        AssembleConfig assemble,
        ScoreConfig score,
        DistilConfig distil,
        AskingConfig asking,
        RecallConfig recall,
        GateConfig gate,
        SelectConfig select,
        long rememberEntriesMs,
        int maxRememberedEntries,
        int maxLineageFacts,
        boolean storesInMemory) {
    public TopologyConfig {
        if (rememberEntriesMs <= 0) {
            throw new IllegalArgumentException(
                    "topology.rememberEntriesMs must be at least 1, was " + rememberEntriesMs);
        }
        // What may still be corrected must be recognised when it comes again.
        if (Math.min(rememberEntriesMs, assemble.rememberMs()) < score.longestGraceMs()) {
            throw new IllegalArgumentException("topology.rememberEntriesMs and assemble.rememberMs must be at least "
                    + score.longestGraceMs() + ", the longest grace");
        }
        if (maxRememberedEntries < score.maxClosedAttempts()) {
            throw new IllegalArgumentException(
                    "topology.maxRememberedEntries must be at least score.maxClosedAttempts, "
                            + score.maxClosedAttempts() + ", was " + maxRememberedEntries);
        }
        if (maxLineageFacts <= 0) {
            throw new IllegalArgumentException("topology.maxLineageFacts must be at least 1, was " + maxLineageFacts);
        }
    }

    /**
     * The shipped values, live. A million entries are 46 a second for all of six hours and, at two small records each, about
     * a quarter of a gigabyte of disk for a partition that is full.
     */
    public static TopologyConfig defaults() {
        return new TopologyConfig(
                "",
                "",
                AssembleConfig.defaults(),
                ScoreConfig.defaults(),
                DistilConfig.defaults(),
                AskingConfig.defaults(),
                RecallConfig.defaults(),
                GateConfig.defaults(),
                SelectConfig.defaults(),
                6 * 3_600_000L,
                1_000_000,
                50_000,
                false);
    }

    /** The same stages over the topics of one namespace, with results in another. */
    public TopologyConfig replaying(String from, String into) {
        return new TopologyConfig(
                from,
                into,
                assemble,
                score,
                distil,
                asking,
                recall,
                gate,
                select,
                rememberEntriesMs,
                maxRememberedEntries,
                maxLineageFacts,
                storesInMemory);
    }

    /** The same, with other rules for what is trained on. */
    public TopologyConfig with(SelectConfig select) {
        return new TopologyConfig(
                from,
                into,
                assemble,
                score,
                distil,
                asking,
                recall,
                gate,
                select,
                rememberEntriesMs,
                maxRememberedEntries,
                maxLineageFacts,
                storesInMemory);
    }

    /** The same, with other rules for what goes live. */
    public TopologyConfig with(GateConfig gate) {
        return new TopologyConfig(
                from,
                into,
                assemble,
                score,
                distil,
                asking,
                recall,
                gate,
                select,
                rememberEntriesMs,
                maxRememberedEntries,
                maxLineageFacts,
                storesInMemory);
    }

    /** The same, with other limits of trajectories. */
    public TopologyConfig with(AssembleConfig assemble) {
        return new TopologyConfig(
                from,
                into,
                assemble,
                score,
                distil,
                asking,
                recall,
                gate,
                select,
                rememberEntriesMs,
                maxRememberedEntries,
                maxLineageFacts,
                storesInMemory);
    }

    /** The same, with other rules for rewards and groups; repeats are remembered for at least as long as anything is awaited. */
    public TopologyConfig with(ScoreConfig score) {
        return new TopologyConfig(
                from,
                into,
                assemble.remembering(Math.max(assemble.rememberMs(), score.longestGraceMs())),
                score,
                distil,
                asking,
                recall,
                gate,
                select,
                Math.max(rememberEntriesMs, score.longestGraceMs()),
                Math.max(maxRememberedEntries, score.maxClosedAttempts()),
                maxLineageFacts,
                storesInMemory);
    }

    /** The same, with other rules for what a model is asked. */
    public TopologyConfig with(AskingConfig asking) {
        return new TopologyConfig(
                from,
                into,
                assemble,
                score,
                distil,
                asking,
                recall,
                gate,
                select,
                rememberEntriesMs,
                maxRememberedEntries,
                maxLineageFacts,
                storesInMemory);
    }

    /** The same, without a disk. */
    public TopologyConfig inMemory() {
        return new TopologyConfig(
                from,
                into,
                assemble,
                score,
                distil,
                asking,
                recall,
                gate,
                select,
                rememberEntriesMs,
                maxRememberedEntries,
                maxLineageFacts,
                true);
    }
}
