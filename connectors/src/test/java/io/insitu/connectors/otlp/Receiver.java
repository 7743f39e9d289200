package io.insitu.connectors.otlp;

import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.http.IngestConfig;
import io.insitu.connectors.http.IngestServer;
import io.insitu.connectors.sdk.FakeRoad;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.MockProducer;

/** A receiver behind the real door, before a broker that is not there. */
final class Receiver implements AutoCloseable {
    static final String TOKEN = "a-test-token";

    final MockProducer<String, byte[]> producer;
    final Outbox outbox;
    private final IngestServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Receiver(OtlpConfig config, MockProducer<String, byte[]> producer, int queue, InstantSource clock)
            throws Exception {
        this.producer = producer;
        this.outbox = FakeRoad.outbox(producer, queue);
        this.server = new IngestServer(
                IngestConfig.defaults(0, TOKEN),
                outbox,
                ContextProvider.none(),
                clock,
                OtlpReceiver.servlets(config, outbox, clock));
        server.start();
    }

    static Receiver open() throws Exception {
        return open(OtlpConfig.defaults());
    }

    static Receiver open(OtlpConfig config) throws Exception {
        return new Receiver(config, FakeRoad.producer(true), 10_000, InstantSource.system());
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.port();
    }

    HttpResponse<byte[]> post(String path, String contentType, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> json(String path, String body) throws Exception {
        return post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** What was sent to the log, as the text of each record. */
    List<String> sent(TopicSpec<?> topic) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic.name()))
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    List<String> events() {
        return sent(Topics.INTERACTIONS);
    }

    List<String> letters() {
        return sent(Topics.DEAD_LETTERS);
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Override
    public void close() throws Exception {
        server.close();
        outbox.close();
    }
}
