package io.insitu.connectors.otlp;

import java.time.Duration;

/** Receivers that take less than the usual one. */
final class Limits {
    private Limits() {}

    static OtlpConfig of(int bodyBytes, int atOnce, long bytesPerSecond, Duration ackTimeout) {
        OtlpConfig usual = OtlpConfig.defaults();
        return new OtlpConfig(
                bodyBytes,
                usual.parts(),
                usual.records(),
                usual.follows(),
                atOnce,
                bytesPerSecond,
                usual.futureMs(),
                ackTimeout,
                usual.evaluators());
    }

    /** Bounded in what a request holds only. */
    static OtlpConfig of(int parts, int records, int follows) {
        OtlpConfig usual = OtlpConfig.defaults();
        return new OtlpConfig(
                usual.bodyBytes(),
                parts,
                records,
                follows,
                usual.atOnce(),
                usual.bytesPerSecond(),
                usual.futureMs(),
                usual.ackTimeout(),
                usual.evaluators());
    }
}
