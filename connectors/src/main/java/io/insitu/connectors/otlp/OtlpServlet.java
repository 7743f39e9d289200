package io.insitu.connectors.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.insitu.connectors.http.Handover;
import io.insitu.schemas.JsonReason;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.serde.DeadLetters;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * POST /v1/traces or /v1/logs. 200 once the broker has every event that follows and a letter for each span that was
 * refused; an answer with Retry-After means that the same request may be sent again, which is harmless.
 */
final class OtlpServlet extends HttpServlet {
    private static final long PATIENCE_MS = 1_000;
    private static final int LEAST_COST = 1_000;
    private static final int REASONS = 3;

    private final Signal signal;
    private final transient OtlpConfig config;
    private final transient Handover handover;
    private final transient RateLimit rate;
    private final transient Semaphore room;
    private final transient InstantSource clock;

    OtlpServlet(
            Signal signal, OtlpConfig config, Handover handover, RateLimit rate, Semaphore room, InstantSource clock) {
        this.signal = signal;
        this.config = config;
        this.handover = handover;
        this.rate = rate;
        this.room = room;
        this.clock = clock;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Encoding encoding = Encoding.of(request.getContentType());
        if (encoding == null || !RequestBody.knows(request)) {
            refuse(
                    response,
                    Encoding.JSON,
                    415,
                    "send application/x-protobuf or application/json, plain or with Content-Encoding gzip");
            return;
        }
        long waitMs = rate.waitMs();
        if (waitMs > 0) {
            later(
                    response,
                    encoding,
                    (waitMs + 999) / 1_000,
                    "more than " + config.bytesPerSecond() + " bytes a second");
            return;
        }
        if (!entered()) {
            later(response, encoding, 1, "more than " + config.atOnce() + " requests at once");
            return;
        }
        try {
            serve(request, response, encoding);
        } finally {
            room.release();
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, Encoding encoding) throws IOException {
        Telemetry telemetry;
        byte[] sent = RequestBody.sent(request, config.bodyBytes());
        try {
            byte[] body = RequestBody.unpacked(request, sent, config.bodyBytes());
            rate.pay(Math.max(LEAST_COST, body.length));
            telemetry = encoding.read(signal, body);
        } catch (RequestBody.TooLarge e) {
            rate.pay(config.bodyBytes());
            refuseWhole(response, encoding, 413, DeadLetterReason.TOO_LARGE, String.valueOf(e.getMessage()), sent);
            return;
        } catch (IOException e) {
            DeadLetterReason reason =
                    encoding == Encoding.JSON ? DeadLetterReason.MALFORMED_JSON : DeadLetterReason.TRUNCATED;
            refuseWhole(response, encoding, 400, reason, "not OTLP: " + firstLine(e), sent);
            return;
        }
        TraceMapping.Result result = TraceMapping.of(telemetry, Whose.services(clock.millis() + config.futureMs()));
        List<DeadLetter> letters = result.refused().stream()
                .map(one -> letter(one.reason(), one.detail(), one.original().get()))
                .toList();
        if (taken(result.events(), letters, response, encoding)) {
            String why = result.refused().stream()
                    .limit(REASONS)
                    .map(TraceMapping.Refused::detail)
                    .collect(Collectors.joining("; "));
            write(response, encoding, 200, encoding.taken(signal, letters.size(), why));
        }
    }

    private void refuseWhole(
            HttpServletResponse response,
            Encoding encoding,
            int status,
            DeadLetterReason reason,
            String why,
            byte[] body)
            throws IOException {
        if (taken(List.of(), List.of(letter(reason, why, body)), response, encoding)) {
            refuse(response, encoding, status, why);
        }
    }

    /** False: not, and the request has its answer. */
    private boolean taken(
            List<Interaction> events, List<DeadLetter> letters, HttpServletResponse response, Encoding encoding)
            throws IOException {
        return switch (handover.take(events, letters)) {
            case TAKEN -> true;
            case FULL -> {
                later(response, encoding, 1, "the queue is full");
                yield false;
            }
            case UNSURE -> {
                response.setHeader("Retry-After", "5");
                refuse(response, encoding, 503, "the broker did not take everything; send the request again");
                yield false;
            }
        };
    }

    private DeadLetter letter(DeadLetterReason reason, String detail, byte[] original) {
        return DeadLetters.from(Teller.SOURCE, -1, -1, null, original, reason, detail, clock.millis());
    }

    private boolean entered() {
        try {
            return room.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void later(HttpServletResponse response, Encoding encoding, long seconds, String why)
            throws IOException {
        response.setHeader("Retry-After", String.valueOf(seconds));
        refuse(response, encoding, 429, why + "; nothing of the request was taken, send it again");
    }

    private static void refuse(HttpServletResponse response, Encoding encoding, int status, String why)
            throws IOException {
        write(response, encoding, status, encoding.refused(why));
    }

    private static void write(HttpServletResponse response, Encoding encoding, int status, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(encoding.contentType);
        response.getOutputStream().write(body);
    }

    private static String firstLine(IOException e) {
        return e instanceof JsonProcessingException json
                ? JsonReason.of(json)
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
