package io.insitu.connectors.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.serde.DeadLetters;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * POST /v1/interactions. An event is accepted once the broker has it; a request that may be sent again is answered 429
 * or 503, and sending it again is harmless because events carry their ids.
 */
final class InteractionsServlet extends HttpServlet {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient IngestConfig config;
    private final transient Handover handover;
    private final transient InstantSource clock;

    InteractionsServlet(IngestConfig config, Outbox outbox, InstantSource clock) {
        this.config = config;
        this.handover = new Handover(outbox, config.ackTimeout());
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

    /** False: not taken, and the request has its answer. */
    private boolean delivered(List<Batch.Accepted> accepted, List<Batch.Refused> refused, HttpServletResponse response)
            throws IOException {
        List<DeadLetter> letters = refused.stream()
                .map(one -> DeadLetters.from(
                        "http@1", -1, -1, null, one.original(), one.reason(), one.detail(), clock.millis()))
                .toList();
        return switch (handover.take(
                accepted.stream().map(Batch.Accepted::event).toList(), letters)) {
            case TAKEN -> true;
            case FULL -> {
                response.setHeader("Retry-After", "1");
                Answer.error(response, 429, "the queue is full and nothing of the request was taken; send it again");
                yield false;
            }
            case UNSURE -> {
                response.setHeader("Retry-After", "5");
                Answer.error(response, 503, "the broker did not take everything; send the request again");
                yield false;
            }
        };
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
}
