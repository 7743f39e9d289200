package io.insitu.connectors.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.sdk.Delivery;
import io.insitu.connectors.sdk.LossReason;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.Outgoing;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.serde.DeadLetters;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * POST /v1/interactions. An event is accepted once the broker has it; a request that may be sent again is answered 429
 * or 503, and sending it again is harmless because events carry their ids.
 */
final class InteractionsServlet extends HttpServlet {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient IngestConfig config;
    private final transient Outbox outbox;
    private final transient InstantSource clock;

    InteractionsServlet(IngestConfig config, Outbox outbox, InstantSource clock) {
        this.config = config;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(config.bodyBytes() + 1);
        if (body.length > config.bodyBytes()) {
            String limit = "request is larger than " + config.bodyBytes() + " bytes";
            if (delivered(
                    List.of(), List.of(new Batch.Refused(0, DeadLetterReason.TOO_LARGE, limit, body)), response)) {
                Answer.error(response, 413, limit);
            }
            return;
        }
        Batch batch = Batch.of(body, new EventJson(clock.millis() + config.futureMs()), config.eventsPerRequest());
        if (delivered(batch.accepted(), batch.refused(), response)) {
            Answer.json(response, batch.accepted().isEmpty() ? 400 : 200, answer(batch));
        }
    }

    /** Events and dead letters go together or not at all. False: not, and the request has its answer. */
    private boolean delivered(List<Batch.Accepted> accepted, List<Batch.Refused> refused, HttpServletResponse response)
            throws IOException {
        List<Outgoing<?>> records = new ArrayList<>();
        List<CompletableFuture<Void>> arrivals = new ArrayList<>();
        for (Batch.Accepted one : accepted) {
            records.add(Outgoing.event(one.event(), arrival(arrivals)));
        }
        for (Batch.Refused one : refused) {
            records.add(Outgoing.letter(
                    DeadLetters.from(
                            "http@1", -1, -1, null, one.original(), one.reason(), one.detail(), clock.millis()),
                    arrival(arrivals)));
        }
        if (!outbox.offerTogether(records)) {
            response.setHeader("Retry-After", "1");
            Answer.error(response, 429, "the queue is full and nothing of the request was taken; send it again");
            return false;
        }
        if (!awaited(CompletableFuture.allOf(arrivals.toArray(CompletableFuture[]::new)))) {
            response.setHeader("Retry-After", "5");
            Answer.error(response, 503, "the broker did not take everything; send the request again");
            return false;
        }
        return true;
    }

    private static Arrival arrival(List<CompletableFuture<Void>> arrivals) {
        Arrival arrival = new Arrival();
        arrivals.add(arrival.done);
        return arrival;
    }

    private boolean awaited(CompletableFuture<Void> arrived) {
        try {
            arrived.get(config.ackTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ObjectNode answer(Batch batch) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("accepted", batch.accepted().size());
        ArrayNode refused = answer.putArray("refused");
        batch.refused()
                .forEach(one -> refused.addObject()
                        .put("index", one.index())
                        .put("reason", one.reason().name())
                        .put("detail", one.detail()));
        return answer;
    }

    private static final class Arrival implements Delivery {
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
