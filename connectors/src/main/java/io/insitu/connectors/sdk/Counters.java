package io.insitu.connectors.sdk;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what became of each record; any thread may count. */
final class Counters {
    private final AtomicLong emitted = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private final Map<LossReason, AtomicLong> dropped = new EnumMap<>(LossReason.class);

    Counters() {
        for (LossReason reason : LossReason.values()) {
            dropped.put(reason, new AtomicLong()); // complete from the start, hence safe to read without a lock
        }
    }

    void emitted() {
        emitted.incrementAndGet();
    }

    void sent() {
        sent.incrementAndGet();
    }

    void cut() {
        cut.incrementAndGet();
    }

    void dropped(LossReason reason) {
        dropped.getOrDefault(reason, new AtomicLong()).incrementAndGet();
    }

    EmitStats snapshot(int queueDepth) {
        Map<LossReason, Long> losses = new EnumMap<>(LossReason.class);
        dropped.forEach((reason, count) -> {
            if (count.get() > 0) {
                losses.put(reason, count.get());
            }
        });
        return new EmitStats(emitted.get(), sent.get(), losses, cut.get(), queueDepth);
    }
}
