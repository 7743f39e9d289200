package io.insitu.connectors.otlp;

import java.time.InstantSource;

/** A bucket that fills by the second and may go into debt once: the largest request gets through, and whoever comes then waits. */
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

    /**
     * Lets somebody in, who pays at once: of many who come together only as many get in as there is room for.
     *
     * @return 0: in; otherwise milliseconds until somebody may come again, and nothing was paid
     */
    synchronized long enter(long cost) {
        long nowMs = clock.millis();
        left = Math.min(most, left + Math.max(0, nowMs - atMs) * perMs);
        atMs = nowMs;
        if (left <= 0) {
            return (long) Math.ceil(-left / perMs) + 1;
        }
        left -= cost;
        return 0;
    }

    /** Takes more, or gives back, once it is known what the visit was worth. */
    synchronized void correct(long more) {
        left = Math.min(most, left - more);
    }
}
