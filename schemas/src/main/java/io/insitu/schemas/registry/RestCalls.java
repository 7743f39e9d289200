package io.insitu.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls one of several URLs and retries, within bounds, what may heal: silence, 5xx, 408 and 429. */
final class RestCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final long PAUSE_MS = 100;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final RegistryConfig config;

    RestCalls(RegistryConfig config) {
        this.config = config;
    }

    /** The JSON answer, or a {@link RegistryException} with the registry's own code. */
    JsonNode call(String method, String path, @Nullable JsonNode body) {
        String trouble = "";
        for (int attempt = 0; attempt < config.attempts(); attempt++) {
            URI base = config.urls().get(attempt % config.urls().size());
            try {
                if (attempt > 0) {
                    Thread.sleep(PAUSE_MS * attempt);
                }
                HttpResponse<byte[]> answer = send(request(base, method, path, body));
                if (answer.statusCode() / 100 == 2) {
                    return json(base, answer);
                }
                if (!mayHeal(answer.statusCode())) {
                    throw refusal(base, answer);
                }
                trouble = "status " + answer.statusCode();
            } catch (ExecutionException e) {
                trouble = String.valueOf(e.getCause());
            } catch (TimeoutException e) {
                trouble = "no answer within " + config.timeout();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException(RegistryException.UNREACHABLE, "interrupted while asking " + base);
            }
        }
        throw new RegistryException(
                RegistryException.UNREACHABLE,
                "schema registry " + config.urls() + " did not answer " + method + " " + path + " in "
                        + config.attempts() + " attempts (" + trouble + "): start it or correct registry.urls");
    }

    private HttpRequest request(URI base, String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base.toString().replaceAll("/+$", "") + path))
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        config.headers().forEach(request::header);
        return request.build();
    }

    /** HttpRequest.timeout ends with the headers of the answer; this bound also covers its body. */
    private HttpResponse<byte[]> send(HttpRequest request)
            throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            answer.cancel(true);
        }
    }

    private static boolean mayHeal(int status) {
        return status >= 500 || status == 408 || status == 429;
    }

    private static JsonNode json(URI base, HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new RegistryException(
                    RegistryException.UNREACHABLE,
                    base + " answers, but not in JSON: registry.urls must name a schema registry, path included");
        }
    }

    private static RegistryException refusal(URI base, HttpResponse<byte[]> answer) {
        JsonNode said;
        try {
            said = JSON.readTree(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            said = MissingNode.getInstance();
        }
        int code = said.path("error_code").asInt(answer.statusCode());
        String message = said.path("message").asText("no message");
        return new RegistryException(code, base + " refused with " + code + ": " + message);
    }
}
