package io.insitu.processors.score;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How attempts are scored.
 *
 * @param toolErrorPenalty taken from the reward for each refused call
 * @param toolErrorFloor at most this much is taken in all
 * @param maxOpenGroups per partition; beyond it the oldest closes first
 * @param maxGroupSize a group closes with this many attempts whatever it announced; the next one of its name is another group's
 * @param maxClosedAttempts attempts per partition whose groups are closed and that may still be judged again; beyond it the
 *     group that is due first is forgotten before its grace is over
 * @param readingTools how the names of tools begin that only look and change nothing, in lower case
 * @param rubrics how attempts are judged
 * @param lineages how those of a lineage are judged instead, by its name
 */
public record ScoreConfig(
        double toolErrorPenalty,
        double toolErrorFloor,
        int maxOpenGroups,
        int maxGroupSize,
        int maxClosedAttempts,
        List<String> readingTools,
        RubricPlan rubrics,
        Map<String, RubricPlan> lineages) {
    private static final List<String> READING_TOOLS = List.of(
            "get",
            "find",
            "list",
            "search",
            "calculate",
            "think",
            "count",
            "check",
            "view",
            "lookup",
            "query",
            "fetch",
            "retrieve",
            "validate",
            "verify",
            "estimate",
            "compare",
            "summarize",
            "transfer_to_human");

    public ScoreConfig {
        if (!(toolErrorPenalty >= 0 && toolErrorPenalty <= 1)) {
            throw new IllegalArgumentException("score.toolErrorPenalty must be in [0, 1], was " + toolErrorPenalty);
        }
        if (!(toolErrorFloor >= 0 && toolErrorFloor <= 1)) {
            throw new IllegalArgumentException("score.toolErrorFloor must be in [0, 1], was " + toolErrorFloor);
        }
        positive("maxOpenGroups", maxOpenGroups);
        positive("maxGroupSize", maxGroupSize);
        positive("maxClosedAttempts", maxClosedAttempts);
        readingTools = List.copyOf(readingTools);
        if (readingTools.contains("")) {
            throw new IllegalArgumentException("score.readingTools must not be empty words: every name begins so");
        }
        lineages = Map.copyOf(lineages);
    }

    /**
     * The shipped values. As many attempts may still be judged as a partition of interactions remembers, since who is
     * forgotten there is not judged here either: 28 a second for all of an hour. At 5 kB each they take half a gigabyte of
     * disk, and 77 if each weighs as much as any may.
     */
    public static ScoreConfig defaults() {
        return new ScoreConfig(0.02, 0.1, 5_000, 64, 100_000, READING_TOOLS, RubricPlan.defaults(), Map.of());
    }

    /** The same, with other ways to judge. */
    public ScoreConfig judging(RubricPlan otherwise, Map<String, RubricPlan> byLineage) {
        return new ScoreConfig(
                toolErrorPenalty,
                toolErrorFloor,
                maxOpenGroups,
                maxGroupSize,
                maxClosedAttempts,
                readingTools,
                otherwise,
                byLineage);
    }

    /** How the attempts of a lineage are judged. */
    RubricPlan planOf(String lineage) {
        return lineages.getOrDefault(lineage, rubrics);
    }

    /** For how long at most what is known of an attempt may still change, in log time. */
    public long longestGraceMs() {
        return Stream.concat(Stream.of(rubrics), lineages.values().stream())
                .mapToLong(plan -> plan.graces().sumMs())
                .max()
                .orElseThrow();
    }

    /** How long is waited for what may still be said of the attempts of a lineage. */
    public Graces gracesOf(String lineage) {
        return planOf(lineage).graces();
    }

    private static void positive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("score." + key + " must be at least 1, was " + value);
        }
    }
}
