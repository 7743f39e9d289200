package io.insitu.ops.log;

import java.util.Arrays;

/**
 * How long a process was at work on a log that it may have left and come back to. A running process ticks every second,
 * so a silence longer than a few ticks means that nobody ran: it is left out.
 */
public final class RunningTime {
    private static final long SILENCE_MS = 3_000;

    private long[] times = new long[1024];
    private int count;

    /** Something happened at this time, a tick included; in any order. */
    public void note(long atMs) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
        }
        times[count++] = atMs;
    }

    /** From the first to the last of all times. */
    public double seconds() {
        return secondsBetween(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The part of it that lies between two of the times noted, both included. */
    public double secondsBetween(long firstMs, long lastMs) {
        long[] sorted = Arrays.stream(times, 0, count)
                .filter(at -> at >= firstMs && at <= lastMs)
                .sorted()
                .toArray();
        long running = 0;
        for (int i = 1; i < sorted.length; i++) {
            long gap = sorted[i] - sorted[i - 1];
            running += gap <= SILENCE_MS ? gap : 0;
        }
        return running / 1000.0;
    }
}
