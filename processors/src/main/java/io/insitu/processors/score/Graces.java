package io.insitu.processors.score;

/**
 * How long is waited for what may still be said, in log time.
 *
 * @param groupMs a group for its other attempts
 * @param feedbackMs a closed group for reactions to its attempts: within it each is scored again by them, later ones are refused
 */
public record Graces(long groupMs, long feedbackMs) {
    private static final long LONGEST_MS = 30L * 24 * 3_600_000;

    public Graces {
        check("groupGraceMs", groupMs);
        check("feedbackGraceMs", feedbackMs);
    }

    /** The shipped ones. */
    public static Graces defaults() {
        return new Graces(120_000, 3_600_000);
    }

    long sumMs() {
        return groupMs + feedbackMs;
    }

    private static void check(String key, long ms) {
        if (ms < 1 || ms > LONGEST_MS) {
            throw new IllegalArgumentException(
                    "score." + key + " must be between 1 and " + LONGEST_MS + " (30 days), was " + ms);
        }
    }
}
