package io.insitu.connectors.otlp;

import java.time.Duration;

/**
 * What the receiver takes.
 *
 * @param bodyBytes largest request, as it was sent and as it is once inflated
 * @param parts most JSON tokens, or fields in protobuf, of a request: what it costs in memory once read. Recorded
 *     traffic has 7 to 25 bytes to a token
 * @param records most spans, events of spans and log records of a request
 * @param follows most events and dead letters that may follow from a request; the queue must have room for all of them
 * @param atOnce most requests in hand; more wait a little and are then told to come again
 * @param bytesPerSecond how much may come in, inflated, over time; a request costs at least a thousand
 * @param futureMs how far ahead of this machine's clock something may claim to have happened
 * @param ackTimeout how long a request waits for the broker
 * @param evaluators whose evaluations are more than an opinion
 */
public record OtlpConfig(
        int bodyBytes,
        int parts,
        int records,
        int follows,
        int atOnce,
        long bytesPerSecond,
        long futureMs,
        Duration ackTimeout,
        Evaluators evaluators) {
    public OtlpConfig {
        if (bodyBytes < 1 || parts < 1 || records < 1 || follows < 1 || atOnce < 1 || bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "otlp.bodyBytes, parts, records, follows, atOnce and bytesPerSecond must be at least 1");
        }
    }

    /** The same, with evaluators whose word is more than an opinion. */
    public OtlpConfig with(Evaluators known) {
        return new OtlpConfig(bodyBytes, parts, records, follows, atOnce, bytesPerSecond, futureMs, ackTimeout, known);
    }

    PartLimits holds() {
        return new PartLimits(parts, records);
    }

    public static OtlpConfig defaults() {
        return new OtlpConfig(
                16_000_000,
                1_000_000,
                50_000,
                10_000,
                8,
                32_000_000,
                60_000,
                Duration.ofSeconds(10),
                Evaluators.none());
    }
}
