package io.insitu.ops.hostile;

import static io.insitu.schemas.event.DeadLetterReason.CLOCK_IN_FUTURE;
import static io.insitu.schemas.event.DeadLetterReason.INVALID_FIELD;
import static io.insitu.schemas.event.DeadLetterReason.LIMIT_REACHED;
import static io.insitu.schemas.event.DeadLetterReason.MALFORMED_JSON;
import static io.insitu.schemas.event.DeadLetterReason.TOO_LARGE;

import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.http.IngestConfig;
import io.insitu.connectors.http.IngestServer;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.schemas.event.DeadLetterReason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Path two: requests nobody should send. */
final class HostileHttp implements AutoCloseable {
    private static final String TOKEN = "a-test-token";
    private static final int BODY_BYTES = IngestConfig.defaults(0, TOKEN).bodyBytes();
    private static final int EVENTS = 20;
    private static final int KINDS = 12;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Semaphore inFlight = new Semaphore(8);
    private final IngestServer server;
    private final Random random;
    private final Expected expected;
    private final List<CompletableFuture<String>> wrongAnswers = new ArrayList<>();
    private int sent;

    HostileHttp(Outbox outbox, long seed, Expected expected) throws Exception {
        IngestConfig config =
                new IngestConfig("127.0.0.1", 0, TOKEN, BODY_BYTES, EVENTS, 60_000, Duration.ofSeconds(60));
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(GoodLog.START_MS));
        this.server = new IngestServer(config, outbox, ContextProvider.none(), clock);
        this.random = new Random(seed);
        this.expected = expected;
        server.start();
    }

    void send() {
        int number = sent++;
        String id = "mess-http-" + number;
        String good = event(id, 0, GoodLog.START_MS, "{\"role\":\"USER\",\"content\":\"hello\"}");
        switch (number % KINDS) {
            case 0 -> refused(good.substring(0, 1 + random.nextInt(good.length() - 1)), 400, MALFORMED_JSON);
            case 1 -> refused(good.replace("\"seq\":0", "\"seq\":\"zero\""), 400, INVALID_FIELD);
            case 2 -> refused(good.replace("\"content\"", "\"inhalt\""), 400, INVALID_FIELD);
            case 3 -> refused(event(id, 0, GoodLog.START_MS + 864_000_000, "{}"), 400, INVALID_FIELD);
            case 4 -> refused(good.replace("17000", "18000"), 400, CLOCK_IN_FUTURE);
            case 5 -> {
                if (number / KINDS % 4 == 0) {
                    refused(" ".repeat(BODY_BYTES + 1), 413, TOO_LARGE);
                } else { // fits a request and no record
                    refused(good.replace("hello", "x".repeat(1_000_000 + random.nextInt(1_000))), 400, TOO_LARGE);
                }
            }
            case 6 -> refused("[".repeat(1 + random.nextInt(5_000)), 400, MALFORMED_JSON);
            case 7 ->
                refused((number % 24 < 12 ? "\u00ff" : "\0\0\u0011\u0011") + random.nextLong(), 400, MALFORMED_JSON);
            case 8 -> refused(good.replace("\"seq\":0", "\"seq\":-" + (1 + random.nextInt(99))), 400, INVALID_FIELD);
            case 9 -> {
                StringBuilder backwards = new StringBuilder(ended(id, EVENTS - 1));
                for (int seq = EVENTS - 2; seq > 0; seq--) {
                    backwards.append(event(id, seq, GoodLog.START_MS, "{\"role\":\"USER\",\"content\":\"x\"}"));
                }
                refused(backwards + started(id) + good, 200, LIMIT_REACHED);
                expected.whole(id, EVENTS);
            }
            case 10 -> {
                answered(started(id) + started(id) + ended(id, 1) + ended(id, 1), 200);
                expected.absorbed("duplicate over HTTP: same id, same content");
            }
            default -> {
                answered(started(id), 200);
                expected.absorbed("missing end over HTTP: closed by silence");
            }
        }
    }

    /** What was not answered as it should; waits for all answers. */
    List<String> wrongAnswers() {
        return wrongAnswers.stream()
                .map(CompletableFuture::join)
                .filter(wrong -> !wrong.isEmpty())
                .toList();
    }

    @Override
    public void close() throws Exception {
        server.close();
    }

    private void refused(String body, int status, DeadLetterReason reason) {
        answered(body, status);
        expected.letter("http@1", reason);
    }

    private void answered(String body, int status) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v1/interactions"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1)))
                .build();
        inFlight.acquireUninterruptibly();
        wrongAnswers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failure) -> inFlight.release())
                .thenApply(answer -> answer.statusCode() == status
                        ? ""
                        : "should be " + status + ": " + answer.statusCode() + " " + answer.body() + " to "
                                + body.substring(0, Math.min(200, body.length()))));
    }

    private static String started(String id) {
        return event(id, "TaskStarted", 0, GoodLog.START_MS, "{\"taskId\":\"t\",\"instruction\":\"refund\"}");
    }

    private static String ended(String id, int seq) {
        return event(id, "TrajectoryEnded", seq, GoodLog.START_MS, "{\"outcome\":\"FAILURE\"}");
    }

    private static String event(String id, int seq, long atMs, String body) {
        return event(id, "Message", seq, atMs, body);
    }

    private static String event(String id, String type, int seq, long atMs, String body) {
        return "{\"trajectoryId\":\"" + id + "\",\"lineage\":\"mess\",\"seq\":" + seq + ",\"atMs\":" + atMs
                + ",\"type\":\"" + type + "\",\"body\":" + body + "}";
    }
}
