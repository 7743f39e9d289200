package io.insitu.connectors.sdk;

import java.time.Duration;

/**
 * How agents are listened to.
 *
 * @param lineage whose trajectories these are, unless one is named at the start
 * @param source the connector's name and version, written into each event
 * @param queueEvents most events that may wait for the broker
 * @param queueChars most characters that may wait for the broker
 * @param openTrajectories most trajectories that may be open at once
 * @param contentChars longest text of one event; messages and results are cut to it, generations and calls refused
 * @param closeTimeout how long close() waits for what is still queued
 */
public record SdkConfig(
        String lineage,
        String source,
        int queueEvents,
        long queueChars,
        int openTrajectories,
        int contentChars,
        Duration closeTimeout) {
    public SdkConfig {
        atLeastOne("sdk.queueEvents", queueEvents);
        atLeastOne("sdk.queueChars", queueChars);
        atLeastOne("sdk.openTrajectories", openTrajectories);
        atLeastOne("sdk.contentChars", contentChars);
        if (lineage.isBlank()) {
            throw new IllegalArgumentException("sdk.lineage must be named");
        }
    }

    public static SdkConfig defaults(String lineage) {
        return new SdkConfig(lineage, "sdk@1", 10_000, 32_000_000, 1_000, 200_000, Duration.ofSeconds(10));
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
