package io.insitu.ops.bench.stream;

import io.insitu.ops.UserError;
import io.insitu.ops.site.Lag;
import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures how fast a group works off what lies on a topic. */
final class CatchingUp {
    private static final long PATIENCE_NS = Duration.ofMinutes(20).toNanos();
    private static final int PAUSE_MS = 50;
    private static final int TENTHS = 10;

    private final Site site;
    private final TopicSpec<?> topic;
    private final long total;

    /**
     * @param total records on the topic
     */
    CatchingUp(Site site, TopicSpec<?> topic, long total) {
        this.site = site;
        this.topic = topic;
        this.total = total;
    }

    /**
     * How fast it went.
     *
     * @param perSecond records, from the first tenth on, which is for starting and warming up, to the very end
     * @param tenths the same of each tenth by itself, as far as it was seen; a program is compiled while it runs
     */
    record Pace(double perSecond, List<Double> tenths) {}

    /**
     * Waits until everything of these topics is behind the group: what it has made of the records and not yet dealt with
     * counts against it.
     */
    Pace pace(String group, List<TopicSpec<?>> topics, Runnable check) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NS;
        List<Seen> seen = new ArrayList<>();
        long tenth = 0;
        try (Lag lag = new Lag(site.clients())) {
            while (true) {
                check.run();
                long read = total - lag.offsetsBehind(group, List.of(topic));
                Seen now = new Seen(read, System.nanoTime());
                if (read * TENTHS / total > tenth) {
                    tenth = read * TENTHS / total;
                    seen.add(now);
                }
                if (read >= total && lag.offsetsBehind(group, topics) == 0) {
                    return pace(seen, new Seen(read, System.nanoTime()));
                }
                if (now.atNs() > deadline) {
                    throw new UserError("bench: " + group + " has dealt with " + read + " of " + total
                            + " events in 20 min; try fewer --events");
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private record Seen(long read, long atNs) {
        double perSecondSince(Seen before) {
            return (read - before.read) / ((atNs - before.atNs) / 1e9);
        }
    }

    private static Pace pace(List<Seen> seen, Seen end) {
        if (seen.size() < 2) {
            throw new UserError("bench: " + end.read()
                    + " were dealt with too soon to say how fast; try more --events or --copied");
        }
        List<Double> tenths = new ArrayList<>();
        for (int i = 1; i < seen.size(); i++) {
            tenths.add(seen.get(i).perSecondSince(seen.get(i - 1)));
        }
        return new Pace(end.perSecondSince(seen.get(0)), tenths);
    }
}
