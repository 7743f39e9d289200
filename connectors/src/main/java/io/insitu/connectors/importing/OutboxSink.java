package io.insitu.connectors.importing;

import io.insitu.connectors.sdk.Delivery;
import io.insitu.connectors.sdk.LossReason;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.Outgoing;
import io.insitu.schemas.event.Interaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Sends an import down the same road as live traffic; what cannot be used becomes a dead letter. */
public final class OutboxSink implements ImportSink {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Outbox outbox;
    private final InstantSource clock;
    private final AtomicLong lost = new AtomicLong();
    private final Delivery counted = new Delivery() {
        @Override
        public void lost(LossReason reason, String detail) {
            lost.incrementAndGet();
        }
    };

    public OutboxSink(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public boolean event(Interaction event) throws InterruptedException {
        return outbox.put(Outgoing.event(event, counted), PATIENCE);
    }

    @Override
    public void refused(Refusal refusal) throws InterruptedException {
        outbox.put(Outgoing.letter(refusal.letter(clock.millis()), counted), PATIENCE);
    }

    /** What was taken and never arrived; complete once the outbox is flushed. */
    public long lost() {
        return lost.get();
    }
}
