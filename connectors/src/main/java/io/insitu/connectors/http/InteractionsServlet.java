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
            letter(DeadLetterReason.TOO_LARGE, limit, body);
            Answer.error(response, 413, limit);
            return;
        }
        Batch batch = Batch.of(body, new EventJson(clock.millis() + config.futureMs()), config.eventsPerRequest());
        CompletableFuture<Void> arrived = CompletableFuture.completedFuture(null);
        for (Batch.Accepted accepted : batch.accepted()) {
            Arrival arrival = new Arrival();
            if (!outbox.offer(Outgoing.event(accepted.event(), arrival))) {
                response.setHeader("Retry-After", "1");
                Answer.error(
                        response, 429, "the queue is full at event " + accepted.index() + "; send the request again");
                return;
            }
            arrived = arrived.thenCombine(arrival.done, (before, now) -> null);
        }
        batch.refused().forEach(refused -> letter(refused.reason(), refused.detail(), refused.original()));
        if (awaited(arrived)) {
            Answer.json(response, batch.accepted().isEmpty() ? 400 : 200, answer(batch));
        } else {
            response.setHeader("Retry-After", "5");
            Answer.error(response, 503, "the broker did not take every event; send the request again");
        }
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

    private void letter(DeadLetterReason reason, String detail, byte[] original) {
        outbox.offer(Outgoing.letter(
                DeadLetters.from("http@1", -1, -1, null, original, reason, detail, clock.millis()),
                Delivery.unobserved()));
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
