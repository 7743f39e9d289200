package io.insitu.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves an embedded registry over HTTP, so that other processes can share a one-JVM system's schemas. */
public final class RegistryServer implements AutoCloseable {
    static final int MAX_BODY_BYTES = 1_000_000;
    private static final int THREADS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Answer(int status, JsonNode body) {}

    private final HttpServer http;
    private final ExecutorService threads;
    private final RegistryRoutes routes;

    private RegistryServer(HttpServer http, EmbeddedRegistry registry) {
        this.http = http;
        this.routes = new RegistryRoutes(registry);
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "schema-registry");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param address where to listen; it has no access control, so loopback unless the network is trusted. Port 0: any
     */
    public static RegistryServer start(EmbeddedRegistry registry, InetSocketAddress address) {
        HttpServer http;
        try {
            http = HttpServer.create(address, 64);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "schema registry cannot listen on " + address + " (" + e.getMessage() + "): choose another port",
                    e);
        }
        RegistryServer server = new RegistryServer(http, registry);
        http.createContext("/", server::handle);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    public URI url() {
        InetSocketAddress address = http.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] bytes = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            return error(413, "the body is larger than " + MAX_BODY_BYTES + " bytes");
        }
        try {
            JsonNode json = body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
            return new Answer(
                    200,
                    routes.answer(
                            exchange.getRequestMethod(),
                            segments(exchange.getRequestURI().getRawPath()),
                            json));
        } catch (JsonProcessingException e) {
            return error(400, "the body is not JSON: " + JsonReason.of(e));
        } catch (IllegalArgumentException e) {
            return error(400, "the path cannot be decoded: " + e.getMessage());
        } catch (RegistryException e) {
            return error(e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The caller needs an answer, the operator the trace; the registry itself is unharmed.
            LOG.error("registry request failed", e);
            return error(50001, "Error in the backend data store: " + e.getMessage());
        }
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** The first three digits of a Confluent error code are the HTTP status. */
    private static Answer error(int code, String message) {
        int status = code >= 1000 ? code / 100 : code;
        return new Answer(
                status, JSON.createObjectNode().put("error_code", code).put("message", message));
    }
}
