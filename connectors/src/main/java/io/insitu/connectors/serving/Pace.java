package io.insitu.connectors.serving;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Work beside those who are answered, in short pieces: after each it rests three times as long, so that a call meets a
 * little of it and never all. What takes long anyhow is not drawn out without end: the rests of one piece of work are
 * bounded together. For one thread.
 */
final class Pace {
    private static final long PIECE_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int RESTS = 3;

    private final long mostNs;
    private final LongSupplier clock;
    private final LongConsumer rest;
    private long rested;
    private long since;

    /**
     * @param mostMs of all rests together
     */
    Pace(long mostMs) {
        this(mostMs, System::nanoTime, LockSupport::parkNanos); // which may wake early: that harms nobody
    }

    Pace(long mostMs, LongSupplier clock, LongConsumer rest) {
        this.mostNs = TimeUnit.MILLISECONDS.toNanos(mostMs);
        this.clock = clock;
        this.rest = rest;
        this.since = clock.getAsLong();
    }

    /** Called between two steps of the work, as often as one likes. */
    void breathe() {
        long worked = clock.getAsLong() - since;
        if (worked < PIECE_NS || rested >= mostNs) {
            return;
        }
        long pause = Math.min(RESTS * worked, mostNs - rested);
        rested += pause;
        rest.accept(pause);
        since = clock.getAsLong();
    }
}
