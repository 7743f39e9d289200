package io.insitu.connectors.http;

import io.insitu.connectors.sdk.Delivery;
import io.insitu.connectors.sdk.LossReason;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.Outgoing;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Interaction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hands what a request brought to the log, and waits until the broker has it: before that, nothing is acknowledged. */
public final class Handover {
    private final Outbox outbox;
    private final Duration timeout;

    /**
     * @param timeout how long to wait for the broker
     */
    public Handover(Outbox outbox, Duration timeout) {
        this.outbox = outbox;
        this.timeout = timeout;
    }

    /** What became of a request. */
    public enum Arrival {
        /** The broker has all of it. */
        TAKEN,
        /** The queue has no room for it; nothing was taken. */
        FULL,
        /** The broker did not take everything; sending it again is harmless, because events carry their ids. */
        UNSURE
    }

    /** Events and dead letters go together or not at all. */
    public Arrival take(List<Interaction> events, List<DeadLetter> letters) {
        List<Outgoing<?>> records = new ArrayList<>();
        List<CompletableFuture<Void>> arrivals = new ArrayList<>();
        events.forEach(event -> records.add(Outgoing.event(event, waiting(arrivals))));
        letters.forEach(letter -> records.add(Outgoing.letter(letter, waiting(arrivals))));
        if (!outbox.offerTogether(records)) {
            return Arrival.FULL;
        }
        return awaited(CompletableFuture.allOf(arrivals.toArray(CompletableFuture[]::new)))
                ? Arrival.TAKEN
                : Arrival.UNSURE;
    }

    private static Delivery waiting(List<CompletableFuture<Void>> arrivals) {
        Waiting waiting = new Waiting();
        arrivals.add(waiting.done);
        return waiting;
    }

    private boolean awaited(CompletableFuture<Void> arrived) {
        try {
            arrived.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class Waiting implements Delivery {
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        @Override
        public void sent() {
            done.complete(null);
        }

        @Override
        public void lost(LossReason reason, String detail) {
            done.completeExceptionally(new IOException(reason + ": " + detail));
        }
    }
}
