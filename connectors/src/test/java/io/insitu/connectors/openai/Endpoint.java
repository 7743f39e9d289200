package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.connectors.serving.ServingLimits;
import io.insitu.connectors.serving.TinyModels;
import io.insitu.connectors.text.ModelText;
import io.insitu.schemas.model.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A tiny model of fifty words behind a real port, and clients for it. */
final class Endpoint implements AutoCloseable {
    static final String TOKEN = "secret-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    final AgentRuntime runtime;
    final Path base;
    private final ModelText text;
    private final ModelEndpoint endpoint;
    private final HttpClient client = HttpClient.newHttpClient();

    Endpoint(Path folder, ModelConfig shape, ServingLimits limits, Duration patience) throws Exception {
        base = Files.createDirectories(folder.resolve("base"));
        TinyModels.write(base, shape, 7);
        String words =
                IntStream.range(0, 50).mapToObj(i -> "\"w" + i + "\":" + i).collect(Collectors.joining(",", "{", "}"));
        Files.writeString(base.resolve("vocab.json"), words);
        Path adapters = Files.createDirectories(folder.resolve("adapters"));
        runtime = AgentRuntime.open(base, RuntimeOptions.defaults());
        text = ModelText.of(base);
        EndpointConfig config = new EndpointConfig("127.0.0.1", 0, TOKEN, "tiny", adapters, 3, 100_000, 16, patience);
        endpoint = new ModelEndpoint(config, limits, runtime, text, InstantSource.system());
        endpoint.start();
    }

    static Endpoint ofDefaults(Path folder) throws Exception {
        return new Endpoint(folder, TinyModels.llama(true), ServingLimits.defaults(), Duration.ofSeconds(30));
    }

    /** An adapter that the runtime holds, as the command line names one at the start. */
    void serve(String name, String adapterId, String root) {
        endpoint.serve(name, adapterId, root);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(), text());
    }

    /** A chat whose answer is read as it comes. */
    HttpResponse<InputStream> open(String body) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), text());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, text());
    }

    JsonNode chat(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post("/v1/chat/completions", body);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return json(response);
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + endpoint.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + TOKEN);
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    /** A client that has sent its request and does as it likes from then on. */
    Socket asked(String body) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", endpoint.port()));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }

    @Override
    public void close() throws Exception {
        endpoint.close();
        text.close();
        runtime.close();
    }
}
