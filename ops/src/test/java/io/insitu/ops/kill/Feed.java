package io.insitu.ops.kill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An agent at the door, who sends each request until it has an answer that is not "later": a door that is away, cut off or full is
 * tried again.
 */
final class Feed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LATER = 429;
    private static final int UNSURE = 503;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String door;
    private final String token;
    private final Parcels parcels;
    private final long pauseMs;
    private final List<Sent> sent = new ArrayList<>();
    private final Thread thread = new Thread(this::work, "feed");
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean enough;

    /**
     * A request that has its answer.
     *
     * @param times it was sent; all but the last had no answer, or "later"
     */
    record Sent(Parcel parcel, int times, int status) {}

    Feed(int port, String token, Parcels parcels, long pauseMs) {
        this.door = "http://127.0.0.1:" + port;
        this.token = token;
        this.parcels = parcels;
        this.pauseMs = pauseMs;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** How many requests have their answer. */
    int answered() {
        return answered.get();
    }

    /** Makes nothing new, and waits until all has its answer. */
    List<Sent> finish() throws InterruptedException {
        enough = true;
        thread.join();
        return List.copyOf(sent);
    }

    private void work() {
        try {
            while (!enough) {
                sent.add(answered(parcels.next()));
                answered.incrementAndGet();
                Thread.sleep(pauseMs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Sent answered(Parcel parcel) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(door + parcel.path()))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(parcel.body()))
                .build();
        for (int times = 1; ; times++) {
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status != LATER && status != UNSURE) {
                    return new Sent(parcel, times, status);
                }
            } catch (IOException e) {
                // Away, or killed before it could answer: whether it was taken, nobody knows. Send it again.
            }
            Thread.sleep(100);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
