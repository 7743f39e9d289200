package io.insitu.connectors.otlp;

import java.time.Duration;

/**
 * What the receiver takes.
 *
 * @param bodyBytes largest request, as it was sent and as it is once inflated
 * @param atOnce most requests in hand; more wait a little and are then told to come again
 * @param bytesPerSecond how much may come in, inflated, over time; a request costs at least a thousand
 * @param futureMs how far ahead of this machine's clock something may claim to have happened
 * @param ackTimeout how long a request waits for the broker
 */
public record OtlpConfig(int bodyBytes, int atOnce, long bytesPerSecond, long futureMs, Duration ackTimeout) {
    public OtlpConfig {
        if (bodyBytes < 1 || atOnce < 1 || bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "otlp.bodyBytes, otlp.atOnce and otlp.bytesPerSecond must be at least 1");
        }
    }

    public static OtlpConfig defaults() {
        return new OtlpConfig(16_000_000, 8, 32_000_000, 60_000, Duration.ofSeconds(10));
    }
}
