package io.insitu.connectors.serving;

import java.time.Duration;
import java.util.Set;

/**
 * Which replica follows which lineages.
 *
 * @param replica name of this replica, unique among all that serve
 * @param lineages for whom it serves
 * @param namespace empty for the live one
 * @param retryPause how long to wait after broker trouble
 */
public record SubscriberConfig(String replica, Set<String> lineages, String namespace, Duration retryPause) {
    public SubscriberConfig {
        if (replica.isBlank()) {
            throw new IllegalArgumentException("serving.replica must have a name");
        }
        if (lineages.isEmpty()) {
            throw new IllegalArgumentException("serving.lineages must name at least one lineage");
        }
        lineages = Set.copyOf(lineages);
    }

    public static SubscriberConfig of(String replica, Set<String> lineages) {
        return new SubscriberConfig(replica, lineages, "", Duration.ofSeconds(1));
    }
}
