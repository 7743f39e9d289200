package io.insitu.connectors.taubench;

import io.insitu.connectors.sdk.Delivery;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.Outgoing;
import io.insitu.schemas.event.Interaction;
import java.time.Duration;
import java.time.InstantSource;

/** Sends an import down the same road as live traffic; what cannot be used becomes a dead letter. */
public final class OutboxSink implements ImportSink {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Outbox outbox;
    private final InstantSource clock;

    public OutboxSink(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public boolean event(Interaction event) throws InterruptedException {
        return outbox.put(Outgoing.event(event, Delivery.unobserved()), PATIENCE);
    }

    @Override
    public void refused(Refusal refusal) throws InterruptedException {
        outbox.put(Outgoing.letter(refusal.letter(clock.millis()), Delivery.unobserved()), PATIENCE);
    }
}
