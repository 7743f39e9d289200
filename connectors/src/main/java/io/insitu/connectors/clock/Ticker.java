package io.insitu.connectors.clock;

import io.insitu.connectors.sdk.Delivery;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.Outgoing;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Tick;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes the time into every partition of the interactions, so that its order against events is fixed by the log.
 * A tick that finds the queue full is skipped: the next one says more anyway.
 */
public final class Ticker implements AutoCloseable {
    /** Key and trajectory id of every tick. */
    public static final String TICK = "tick";

    private final Outbox outbox;
    private final int partitions;
    private final Duration interval;
    private final SteadyClock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread ticking = new Thread(task, "insitu-ticker");
        ticking.setDaemon(true);
        return ticking;
    });
    private long lastMs = Long.MIN_VALUE;

    /**
     * @param outbox the road to the log; not closed by the ticker
     * @param partitions how many partitions the topic of interactions has
     */
    public Ticker(Outbox outbox, int partitions, Duration interval, InstantSource clock) {
        this(outbox, partitions, interval, new SteadyClock(clock, System::nanoTime));
    }

    Ticker(Outbox outbox, int partitions, Duration interval, SteadyClock clock) {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "ticker: interactions must have at least 1 partition, had " + partitions);
        }
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("clock.interval must be at least 1 ms, was " + interval);
        }
        this.outbox = outbox;
        this.partitions = partitions;
        this.interval = interval;
        this.clock = clock;
    }

    /** Ticks at once, then each interval; call once. */
    public void start() {
        thread.scheduleAtFixedRate(this::tick, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One tick for each partition. A clock that went back is silent until it has caught up; a jump ahead is not told. */
    synchronized void tick() {
        long nowMs = clock.millis();
        if (nowMs <= lastMs) {
            return;
        }
        lastMs = nowMs;
        for (int partition = 0; partition < partitions; partition++) {
            outbox.offer(tick(partition, nowMs));
        }
    }

    /** What tells a partition of the interactions that it is so late now. */
    public static Outgoing<Interaction> tick(int partition, long nowMs) {
        Interaction tick = Interaction.newBuilder()
                .setEventId(TICK + "#" + partition + "#" + nowMs)
                .setTrajectoryId(TICK)
                .setLineage("")
                .setSeq(0)
                .setAtMs(nowMs)
                .setSource("clock@1")
                .setBody(Tick.newBuilder().setNowMs(nowMs).build())
                .build();
        return new Outgoing<>(Topics.INTERACTIONS, partition, TICK, tick, TICK.length(), Delivery.unobserved());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
