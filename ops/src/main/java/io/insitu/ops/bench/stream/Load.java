package io.insitu.ops.bench.stream;

import io.insitu.connectors.clock.Ticker;
import io.insitu.connectors.importing.OutboxSink;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.ops.UserError;
import io.insitu.ops.site.Site;
import io.insitu.schemas.event.Interaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Tells the groups of a {@link DeskTraffic} to the log. */
final class Load {
    private static final Duration FLUSH = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Outbox outbox;
    private final OutboxSink sink;
    private final DeskTraffic traffic;
    private final InstantSource clock;
    private int groups;

    /**
     * @param clock when what is told happens
     */
    Load(Outbox outbox, DeskTraffic traffic, InstantSource clock) {
        this.outbox = outbox;
        this.sink = new OutboxSink(outbox, clock);
        this.traffic = traffic;
        this.clock = clock;
    }

    /** At least so many events, in whole groups; answers how many, once they are on the log. */
    long some(long events) throws InterruptedException {
        long told = 0;
        while (told < events) {
            told += group().size();
        }
        flush();
        return told;
    }

    /** One group, handed over. */
    List<Interaction> group() throws InterruptedException {
        List<Interaction> events = traffic.group(groups++, clock.millis());
        for (Interaction event : events) {
            taken(sink.event(event));
        }
        return events;
    }

    /** Lets everybody know how late it is. */
    void tick() throws InterruptedException {
        for (int partition = 0; partition < Site.PARTITIONS; partition++) {
            taken(outbox.put(Ticker.tick(partition, clock.millis()), PATIENCE));
        }
    }

    private static void taken(boolean taken) {
        if (!taken) {
            throw new UserError("bench: the broker took no event within a minute");
        }
    }

    void flush() throws InterruptedException {
        if (!outbox.flush(FLUSH) || sink.lost() > 0) {
            throw new UserError("bench: not every event reached the log");
        }
    }
}
