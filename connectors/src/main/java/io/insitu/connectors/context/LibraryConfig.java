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
    public LibraryConfig {
        if (entriesPerLineage < 1) {
            throw new IllegalArgumentException(
                    "library.entriesPerLineage must be at least 1, was " + entriesPerLineage);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("library.retries must not be negative, was " + retries);
        }
    }

    public static LibraryConfig defaults() {
        return new LibraryConfig("", 1_000, 120, Duration.ofSeconds(1));
    }
}
