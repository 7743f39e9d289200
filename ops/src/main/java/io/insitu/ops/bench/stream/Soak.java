package io.insitu.ops.bench.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Lag;
import io.insitu.ops.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * Many events, burst after burst, and what the process holds after each part of them. They are told as if they took a day, so
 * that what is remembered for hours is forgotten again within the run: after each burst the time it stands for passes, minute by
 * minute, and before it does, everything told so far has been learnt from.
 */
final class Soak {
    private static final int PARTS = 20;
    private static final long SPAN_MS = Duration.ofDays(1).toMillis();
    private static final long MINUTE_MS = Duration.ofMinutes(1).toMillis();
    private static final long BURST = 10_000;
    private static final int PAUSE_MS = 50;

    private final Site site;
    private final Load load;
    private final CountDownLatch stop;
    private long nowMs = System.currentTimeMillis();

    /**
     * @param stop counted down when it shall end early
     */
    Soak(Site site, Outbox outbox, World world, CountDownLatch stop) {
        this.site = site;
        this.load = new Load(outbox, new DeskTraffic(world, "soak"), () -> Instant.ofEpochMilli(nowMs));
        this.stop = stop;
    }

    /** A row before any event, and after each part; after what there was, when it is stopped. */
    ObjectNode run(long events, Runnable check) throws InterruptedException {
        long startMs = nowMs;
        long told = 0;
        SoakReport report = new SoakReport(site.folder(), events);
        report.note(0, 0);
        try (Lag lag = new Lag(site.clients())) {
            for (int part = 1; part <= PARTS && !stopped(); part++) {
                long end = events * part / PARTS;
                long began = System.nanoTime();
                while (told < end && !stopped()) {
                    told += load.some(Math.min(BURST, end - told));
                    awaitLearnt(lag, check);
                    passUntil(startMs + (long) ((double) SPAN_MS * told / events));
                    awaitLearnt(lag, check);
                }
                report.note(told, (System.nanoTime() - began) / 1e9);
            }
        }
        return report.json();
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void passUntil(long ms) throws InterruptedException {
        while (nowMs < ms) {
            nowMs = Math.min(ms, nowMs + MINUTE_MS);
            load.tick();
        }
        load.flush();
    }

    private static void awaitLearnt(Lag lag, Runnable check) throws InterruptedException {
        while (lag.offsetsBehind(Evolution.APPLICATION, Evolution.SOURCES) > 0) {
            check.run();
            Thread.sleep(PAUSE_MS);
        }
    }
}
