package io.insitu.processors.distil;

/**
 * What it takes for a practice to become a principle.
 *
 * @param falseShare expected share of useless ones among those published from pairs, at most
 * @param turnedShare chance of retiring a useful one because its pairs turned, at most
 * @param uselessAfter pairs since publication after which one that makes no difference is retired
 * @param pairs newest pairs remembered of each
 * @param waiting attempts without a partner remembered of each
 * @param slots places in the table of practices, per lineage; each holds up to four triggers
 * @param standings places in the table of principles from contrast, per lineage; each holds one
 * @param doubtChance how unlikely a run of failures at a word must be for the principle to be in doubt there
 */
public record PracticeConfig(
        double falseShare,
        double turnedShare,
        int uselessAfter,
        int pairs,
        int waiting,
        int slots,
        int standings,
        double doubtChance) {
    public PracticeConfig {
        if (!(falseShare > 0 && falseShare < 1)) {
            throw new IllegalArgumentException("distil.practice.falseShare must be between 0 and 1, was " + falseShare);
        }
        if (!(turnedShare > 0 && turnedShare < 1)) {
            throw new IllegalArgumentException(
                    "distil.practice.turnedShare must be between 0 and 1, was " + turnedShare);
        }
        between("uselessAfter", uselessAfter, 1, 1024);
        between("pairs", pairs, 8, 256);
        between("waiting", waiting, 8, 256);
        between("slots", slots, 1, 4096);
        between("standings", standings, 1, 1 << 16);
        if (!(doubtChance >= 0 && doubtChance <= 1)) {
            throw new IllegalArgumentException(
                    "distil.practice.doubtChance must be between 0 and 1, was " + doubtChance);
        }
    }

    /** The shipped values. */
    public static PracticeConfig defaults() {
        return new PracticeConfig(0.1, 0.05, 48, 96, 48, 256, 2048, 0.02);
    }

    private static void between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "distil.practice." + key + " must be between " + least + " and " + most + ", was " + value);
        }
    }
}
