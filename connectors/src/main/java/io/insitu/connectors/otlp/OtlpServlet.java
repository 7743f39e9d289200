package io.insitu.connectors.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.insitu.connectors.http.Handover;
import io.insitu.connectors.http.OwnRefusals;
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
final class OtlpServlet extends HttpServlet implements OwnRefusals {
    private static final long PATIENCE_MS = 1_000;
    private static final long READ_PATIENCE_MS = 10_000;
    private static final int LEAST_COST = 1_000;
    private static final int REASONS = 3;

    private final Signal signal;
    private final transient OtlpConfig config;
    private final transient Handover handover;
    private final transient RateLimit rate;
    private final transient Semaphore room;
    private final transient Semaphore reading;
    private final transient InstantSource clock;

    OtlpServlet(
            Signal signal,
            OtlpConfig config,
            Handover handover,
            RateLimit rate,
            Semaphore room,
            Semaphore reading,
            InstantSource clock) {
        this.signal = signal;
        this.config = config;
        this.handover = handover;
        this.rate = rate;
        this.room = room;
        this.reading = reading;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getMethod().equals("POST")) {
            doPost(request, response);
        } else {
            response.setHeader("Allow", "POST");
            refuse(request, response, 405, "this path takes POST");
        }
    }

    @Override
    public void refuse(HttpServletRequest request, HttpServletResponse response, int status, String why)
            throws IOException {
        Status.send(request, response, status, why);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Encoding encoding = Encoding.of(request.getContentType());
        if (encoding == null || !RequestBody.knows(request)) {
            refuse(
                    request,
                    response,
                    415,
                    "send application/x-protobuf or application/json, plain or with Content-Encoding gzip");
            return;
        }
        long declared = request.getContentLengthLong();
        long paid = Math.max(LEAST_COST, Math.min(declared, config.bodyBytes()));
        if (!admitted(paid, response, encoding)) {
            return;
        }
        if (!entered(room, PATIENCE_MS)) {
            rate.correct(-paid);
            later(response, encoding, 1, "more than " + config.atOnce() + " requests at once");
            return;
        }
        try {
            byte[] sent = RequestBody.sent(request, config.bodyBytes());
            if (declared < 0) { // in chunks: how much it is shows only now
                rate.correct(-paid);
                paid = Math.max(LEAST_COST, sent.length);
                if (!admitted(paid, response, encoding)) {
                    return;
                }
            }
            serve(new Received(request, sent, paid), response, encoding);
        } catch (RequestBody.BrokenOff e) { // it pays for what came
            rate.correct(Math.max(LEAST_COST, e.came) - paid);
            throw e;
        } finally {
            room.release();
        }
    }

    /**
     * @param paid what it has paid so far
     */
    private record Received(HttpServletRequest request, byte[] sent, long paid) {}

    /**
     * What a request comes to.
     *
     * @param letters where it was refused as a whole, one for all of it
     * @param status its answer once the log has all of this
     */
    private record Understood(List<Interaction> events, List<DeadLetter> letters, int status, String why) {}

    private void serve(Received received, HttpServletResponse response, Encoding encoding) throws IOException {
        if (!entered(reading, READ_PATIENCE_MS)) {
            rate.correct(-received.paid());
            later(response, encoding, 1, "others are being read");
            return;
        }
        Understood understood;
        try {
            understood = understood(received, encoding);
        } finally {
            reading.release(); // the broker may be slow, and others want to be read
        }
        if (!taken(understood.events(), understood.letters(), response, encoding)) {
            return;
        }
        if (understood.status() == 200) {
            byte[] answer = encoding.taken(signal, understood.letters().size(), understood.why());
            Status.write(response, encoding, 200, answer);
        } else {
            refuse(received.request(), response, understood.status(), understood.why());
        }
    }

    private Understood understood(Received received, Encoding encoding) {
        try {
            TraceMapping.Result result = read(received, encoding);
            List<DeadLetter> letters = result.refused().stream()
                    .map(one ->
                            letter(one.reason(), one.detail(), one.original().get()))
                    .toList();
            String why = result.refused().stream()
                    .limit(REASONS)
                    .map(TraceMapping.Refused::detail)
                    .collect(Collectors.joining("; "));
            return new Understood(result.events(), letters, 200, why);
        } catch (TooLarge e) {
            String why = "the request " + e.what() + "; send fewer spans at once";
            return refused(received, 413, DeadLetterReason.TOO_LARGE, why);
        } catch (IOException e) {
            DeadLetterReason reason =
                    encoding == Encoding.JSON ? DeadLetterReason.MALFORMED_JSON : DeadLetterReason.TRUNCATED;
            return refused(received, 400, reason, "not OTLP: " + firstLine(e));
        }
    }

    private Understood refused(Received received, int status, DeadLetterReason reason, String why) {
        return new Understood(List.of(), List.of(letter(reason, why, received.sent())), status, why);
    }

    private TraceMapping.Result read(Received received, Encoding encoding) throws IOException {
        byte[] body;
        try {
            body = RequestBody.unpacked(received.request(), received.sent(), config.bodyBytes());
        } catch (TooLarge e) {
            rate.correct(config.bodyBytes() - received.paid());
            throw e;
        }
        rate.correct(Math.max(LEAST_COST, body.length) - received.paid());
        Telemetry telemetry = encoding.read(signal, body, config.holds());
        Whose whose = Whose.services(clock.millis() + config.futureMs(), config.evaluators());
        TraceMapping.Result result = TraceMapping.of(telemetry, whose, config.follows());
        if (result.size() > config.follows()) {
            throw new TooLarge("tells of more than " + config.follows() + " events");
        }
        return result;
    }

    private boolean admitted(long cost, HttpServletResponse response, Encoding encoding) throws IOException {
        long waitMs = rate.enter(cost);
        if (waitMs == 0) {
            return true;
        }
        later(response, encoding, (waitMs + 999) / 1_000, "more than " + config.bytesPerSecond() + " bytes a second");
        return false;
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
                Status.write(
                        response,
                        encoding,
                        503,
                        encoding.refused("the broker did not take everything; send the request again"));
                yield false;
            }
        };
    }

    private DeadLetter letter(DeadLetterReason reason, String detail, byte[] original) {
        return DeadLetters.from(Teller.SOURCE, -1, -1, null, original, reason, detail, clock.millis());
    }

    private static boolean entered(Semaphore room, long patienceMs) {
        try {
            return room.tryAcquire(patienceMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void later(HttpServletResponse response, Encoding encoding, long seconds, String why)
            throws IOException {
        response.setHeader("Retry-After", String.valueOf(seconds));
        Status.write(
                response, encoding, 429, encoding.refused(why + "; nothing of the request was taken, send it again"));
    }

    private static String firstLine(IOException e) {
        return e instanceof JsonProcessingException json
                ? JsonReason.of(json)
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
