package io.insitu.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.sdk.FakeRoad;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.StuckProducer;
import io.insitu.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What the door answers when it is all too much. */
class IngestPressureTest {
    private static final String TOKEN = "a-test-token";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aRequestLargerThanAllowedIs413AndADeadLetter() throws Exception {
        MockProducer<String, byte[]> producer = FakeRoad.producer(true);
        try (Door door = Door.open(producer, 10, PATIENCE)) {
            HttpResponse<String> answer = post(door, " ".repeat(2_000));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("larger than 1000 bytes");
        }
        assertThat(producer.history())
                .hasSize(1)
                .allMatch(sent -> sent.topic().equals(Topics.DEAD_LETTERS.name())
                        && text(sent).contains("TOO_LARGE"));
    }

    @Test
    void aFullQueueIs429AndNothingOfTheRequestIsTaken() throws Exception {
        StuckProducer producer = new StuckProducer();
        try (Door door = Door.open(producer, 2, PATIENCE)) {
            CompletableFuture<HttpResponse<String>> first = postLater(door, event(0));
            assertThat(producer.reached.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<HttpResponse<String>> second = postLater(door, event(1)); // waits in the queue
            while (door.outbox.stats().queueDepth() < 1) {
                Thread.sleep(5);
            }
            HttpResponse<String> turnedAway = post(door, event(2) + event(3).replace("USER", "KING"));
            assertThat(turnedAway.statusCode()).isEqualTo(429);
            assertThat(turnedAway.headers().firstValue("Retry-After")).contains("1");
            assertThat(door.outbox.stats().queueDepth()).isEqualTo(1);
            producer.open.countDown();
            assertThat(List.of(first.get().statusCode(), second.get().statusCode()))
                    .containsExactly(200, 200);
            assertThat(post(door, event(2) + event(3).replace("USER", "KING")).body())
                    .contains("\"accepted\":1", "\"index\":1");
        }
        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactly(
                        Topics.INTERACTIONS.name(),
                        Topics.INTERACTIONS.name(),
                        Topics.INTERACTIONS.name(),
                        Topics.DEAD_LETTERS.name());
    }

    @Test
    void aBrokerThatDoesNotAnswerIs503EvenForALetter() throws Exception {
        try (Door door = Door.open(FakeRoad.producer(false), 10, Duration.ofMillis(100))) {
            for (String body : List.of(event(0), "no json")) {
                HttpResponse<String> answer = post(door, body);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            }
        }
    }

    @Test
    void aBodyThatBreaksOffIsTakenUpToThereAndSaysSo() throws Exception {
        MockProducer<String, byte[]> producer = FakeRoad.producer(true);
        try (Door door = Door.open(producer, 10, PATIENCE)) {
            HttpResponse<String> answer = post(door, "[" + event(0) + "," + event(1) + ",{\"traj");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("\"accepted\":2", "\"index\":2", "MALFORMED_JSON", "whatever follows it was not taken");
        }
        assertThat(producer.history()).hasSize(3);
    }

    private static String event(int seq) {
        return "{\"trajectoryId\":\"t1\",\"lineage\":\"desk\",\"seq\":" + seq
                + ",\"atMs\":1000,\"type\":\"Message\",\"body\":{\"role\":\"USER\",\"content\":\"hello\"}}";
    }

    private HttpResponse<String> post(Door door, String body) throws Exception {
        return postLater(door, body).get();
    }

    private CompletableFuture<HttpResponse<String>> postLater(Door door, String body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + door.server.port() + "/v1/interactions"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String text(ProducerRecord<String, byte[]> sent) {
        return new String(sent.value(), StandardCharsets.UTF_8);
    }

    private record Door(IngestServer server, Outbox outbox) implements AutoCloseable {
        static Door open(MockProducer<String, byte[]> producer, int capacity, Duration patience) throws Exception {
            Outbox outbox = FakeRoad.outbox(producer, capacity);
            IngestConfig config = new IngestConfig("127.0.0.1", 0, TOKEN, 1_000, 10, 60_000, patience);
            IngestServer server = new IngestServer(config, outbox, ContextProvider.none(), InstantSource.system());
            server.start();
            return new Door(server, outbox);
        }

        @Override
        public void close() throws Exception {
            server.close();
            outbox.close();
        }
    }

    /** Holds the first record, and with it the sender, until the test lets go. */
}
