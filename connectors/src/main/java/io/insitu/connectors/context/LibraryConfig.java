package io.insitu.connectors.context;

import java.time.Duration;

/**
 * How a library view follows its topics.
 *
 * @param namespace empty for the live one
 * @param entriesPerLineage most entries of each kind that one lineage may have in memory
 * @param retries how often in a row the broker may fail before the view gives up
 * @param retryPause how long to wait after a failure
 */
public record LibraryConfig(String namespace, int entriesPerLineage, int retries, Duration retryPause) {
    /** What an index of texts holds, too. */
    private static final int MOST_ENTRIES = 4_096;

    public LibraryConfig {
        if (entriesPerLineage < 1 || entriesPerLineage > MOST_ENTRIES) {
            throw new IllegalArgumentException(
                    "library.entriesPerLineage must be between 1 and " + MOST_ENTRIES + ", was " + entriesPerLineage);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("library.retries must not be negative, was " + retries);
        }
    }

    public static LibraryConfig defaults() {
        return new LibraryConfig("", 1_000, 120, Duration.ofSeconds(1));
    }
}
