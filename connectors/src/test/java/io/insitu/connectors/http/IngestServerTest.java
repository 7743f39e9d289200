package io.insitu.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.sdk.FakeRoad;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestServerTest {
    private static final String TOKEN = "a-test-token";
    private static final String GOOD = "{\"trajectoryId\":\"t1\",\"lineage\":\"desk\",\"seq\":1,\"atMs\":1000,"
            + "\"type\":\"Message\",\"body\":{\"role\":\"USER\",\"content\":\"hello\"}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final MockProducer<String, byte[]> producer = FakeRoad.producer(true);
    private final Outbox outbox = FakeRoad.outbox(producer, 1_000);
    private final IngestServer server =
            new IngestServer(IngestConfig.defaults(0, TOKEN), outbox, ContextProvider.none(), InstantSource.system());

    @BeforeEach
    void open() throws Exception {
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        outbox.close();
    }

    @Test
    void anEventIsAcceptedOnceTheBrokerHasIt() throws Exception {
        HttpResponse<String> answer = post(GOOD, TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"refused\":[]}");
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void whatIsCutShortIsToldInItsOwnWords() throws Exception {
        assertThat(post("[" + GOOD + ",{", TOKEN).body())
                .contains("MALFORMED_JSON", "opened in line 1, column ")
                .doesNotContain("[Source");
    }

    @Test
    void aWrongTokenIsTurnedAway() throws Exception {
        assertThat(post(GOOD, "another-token").statusCode()).isEqualTo(401);
        assertThat(producer.history()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER "})
    void theSchemeMayBeWrittenInAnyCase(String scheme) throws Exception {
        assertThat(postAs(GOOD, scheme + TOKEN).statusCode()).isEqualTo(200);
        assertThat(postAs(GOOD, scheme).statusCode()).isEqualTo(401);
        assertThat(postAs(GOOD, TOKEN).statusCode()).isEqualTo(401);
        assertThat(postAs(GOOD, "Basic " + TOKEN).statusCode()).isEqualTo(401);
    }

    @Test
    void aRefusalNamesItsFieldAndTheRestIsAccepted() throws Exception {
        HttpResponse<String> answer = post("[" + GOOD + "," + GOOD.replace("\"USER\"", "\"KING\"") + "]", TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":1", "\"index\":1", "INVALID_FIELD", "body.role");
    }

    @Test
    void anEventLargerThanARecordIsRefusedAloneAndLeavesALetter() throws Exception {
        HttpResponse<String> answer = post(GOOD + GOOD.replace("hello", "x".repeat(1_000_000)), TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":1", "\"index\":1", "TOO_LARGE", "the limit is 1000000");
        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactly(Topics.INTERACTIONS.name(), Topics.DEAD_LETTERS.name());
    }

    @Test
    void aLargeEventThatFitsARecordIsTaken() throws Exception {
        assertThat(post(GOOD.replace("hello", "x".repeat(999_000)), TOKEN).body())
                .isEqualTo("{\"accepted\":1,\"refused\":[]}");
    }

    @Test
    void eachOf300DamagedEventsIsRefusedWithAReasonAndBecomesADeadLetter() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            HttpResponse<String> answer = post(damaged(new Random(seed)), TOKEN);
            assertThat(answer.statusCode()).as("seed %s", seed).isEqualTo(400);
            assertThat(answer.body()).as("seed %s", seed).contains("\"detail\":\"");
        }
        outbox.flush(Duration.ofSeconds(10));
        assertThat(producer.history())
                .hasSize(300)
                .allMatch(sent -> sent.topic().equals(Topics.DEAD_LETTERS.name()));
    }

    private static String damaged(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> GOOD.substring(0, 1 + random.nextInt(GOOD.length() - 1));
            case 1 -> GOOD.replace("\"seq\":1", "\"seq\":" + (random.nextBoolean() ? "-" : "\"x\"") + "7");
            case 2 -> GOOD.replace("1000", String.valueOf(System.currentTimeMillis() + 10_000_000_000L));
            case 3 -> GOOD.replace("\"lineage\"", "\"line" + random.nextInt(99) + "\"");
            case 4 -> GOOD.replace("\"content\":\"hello\"", "\"content\":" + random.nextInt());
            default -> "[".repeat(1 + random.nextInt(3_000));
        };
    }

    private HttpResponse<String> post(String body, String token) throws Exception {
        return postAs(body, "Bearer " + token);
    }

    private HttpResponse<String> postAs(String body, String authorization) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/interactions"))
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
