package io.insitu.connectors.otlp;

import java.time.InstantSource;

/** A bucket that fills by the second and may go into debt once: the largest request gets through, and pays afterwards. */
final class RateLimit {
    private final double perMs;
    private final double most;
    private final InstantSource clock;
    private double left;
    private long atMs;

    RateLimit(long perSecond, InstantSource clock) {
        this.perMs = perSecond / 1_000.0;
        this.most = perSecond;
        this.clock = clock;
        this.left = most;
        this.atMs = clock.millis();
    }

    /** Milliseconds until somebody may come again; 0: now. */
    synchronized long waitMs() {
        long nowMs = clock.millis();
        left = Math.min(most, left + Math.max(0, nowMs - atMs) * perMs);
        atMs = nowMs;
        return left > 0 ? 0 : (long) Math.ceil(-left / perMs) + 1;
    }

    synchronized void pay(long cost) {
        left -= cost;
    }
}
