package io.insitu.processors.recall;

/**
 * What an agent is given for one task.
 *
 * @param maxPrinciples principles per task
 * @param maxTools evolved tools per task
 * @param ranking what decides between similar entries
 * @param maxNearMatches entries per kind of which one condition is missing in the task, if room is left
 * @param maxTextMatches entries per kind whose conditions are not met, but whose text is like the task's, if room is left
 * @param textCandidates most similar entries among which the useful are chosen
 * @param minSimilarity share of an entry's text, by weight of its words, that the task must have
 * @param withholdRate share of uses withheld by a draw, to see what happens without the entry
 * @param fallingWithholdRate the same, for an entry whose utility fell
 * @param doubtedWithholdRate share of the tasks at which an entry is in doubt that are not given it, so that something else is tried
 * @param fallenBy how far utility must be below the entry's own long-run success to count as fallen
 */
public record RetrievalConfig(
        int maxPrinciples,
        int maxTools,
        UtilityEstimator ranking,
        int maxNearMatches,
        int maxTextMatches,
        int textCandidates,
        double minSimilarity,
        double withholdRate,
        double fallingWithholdRate,
        double doubtedWithholdRate,
        double fallenBy) {
    public RetrievalConfig {
        atLeastZero("maxPrinciples", maxPrinciples);
        atLeastZero("maxTools", maxTools);
        atLeastZero("maxNearMatches", maxNearMatches);
        atLeastZero("maxTextMatches", maxTextMatches);
        atLeastZero("textCandidates", textCandidates);
        share("minSimilarity", minSimilarity);
        share("withholdRate", withholdRate);
        share("fallingWithholdRate", fallingWithholdRate);
        share("doubtedWithholdRate", doubtedWithholdRate);
        share("fallenBy", fallenBy);
    }

    /** The shipped values. */
    public static RetrievalConfig defaults() {
        return new RetrievalConfig(4, 2, UtilityEstimator.FOLLOWED, 0, 2, 16, 0.5, 0.05, 0.3, 0.5, 0.25);
    }

    private static void atLeastZero(String key, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("retrieval." + key + " must be at least 0, was " + value);
        }
    }

    private static void share(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("retrieval." + key + " must be between 0 and 1, was " + value);
        }
    }
}
