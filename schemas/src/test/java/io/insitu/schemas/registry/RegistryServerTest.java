package io.insitu.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryServerTest {
    private static final String TEXT = "{\"schema\":\"\\\"string\\\"\"}";
    private static final String NUMBER = "{\"schema\":\"\\\"int\\\"\"}";

    private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory();
    private final RegistryServer server =
            RegistryServer.start(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /subjects                       | 200 | s t",
                "GET  | /subjects/s%20t/versions        | 200 | [1]",
                "GET  | /subjects/s%20t/versions/latest | 200 | version",
                "GET  | /subjects/s%20t/versions/1/schema | 200 | string",
                "GET  | /schemas/ids/1                  | 200 | schema",
                "GET  | /schemas/ids/1/versions         | 200 | s t",
                "GET  | /schemas/types                  | 200 | AVRO",
                "GET  | /config/anything                | 200 | FULL_TRANSITIVE",
                "GET  | /mode                           | 200 | READWRITE",
                "GET  | /subjects/none/versions         | 404 | 40401",
                "GET  | /subjects/s%20t/versions/7      | 404 | 40402",
                "GET  | /subjects/s%20t/versions/x      | 422 | 42202",
                "GET  | /schemas/ids/99                 | 404 | 40403",
                "GET  | /schemas/ids/x                  | 404 | 40403",
                "GET  | /schemas                        | 404 | 404",
                "GET  | /nowhere                        | 404 | 404",
                "DELETE | /subjects/u                   | 404 | 404"
            })
    void everyQuestionIsAnsweredInTheRegistrysOwnWords(String method, String path, int status, String contains)
            throws Exception {
        registry.register("s t", Schema.create(Schema.Type.STRING));

        expect(call(method, path, ""), status, contains);
    }

    @Test
    void whatMayNotBeRegisteredIsRefusedWithItsCode() throws Exception {
        registry.register("s", Schema.create(Schema.Type.STRING));

        expect(call("POST", "/subjects/s/versions", TEXT), 200, "\"id\":1");
        expect(call("POST", "/subjects/s", TEXT), 200, "\"id\":1");
        expect(call("POST", "/subjects/s", NUMBER), 404, "40403");
        expect(call("POST", "/subjects/none", NUMBER), 404, "40401");
        expect(call("POST", "/subjects/s/versions", NUMBER), 409, "incompatible");
        expect(call("POST", "/compatibility/subjects/s/versions/latest", NUMBER), 200, "false");
        expect(call("POST", "/subjects/u/versions", "{\"schema\":\"nonsense\"}"), 422, "42201");
        expect(call("POST", "/subjects/u/versions", "{\"schema\":\"{\"}"), 422, "(opened in line 1, column 1)");
        expect(call("POST", "/subjects/u/versions", "{}"), 422, "42201");
        expect(call("POST", "/subjects/u/versions", ""), 422, "42201");
        expect(call("POST", "/subjects/u/versions", "{broken"), 400, "not JSON");
        expect(call("POST", "/subjects/u/versions", "{"), 400, "(opened in line 1, column 1)");
        expect(call("PUT", "/config", "{\"compatibility\":\"NONE\"}"), 422, "42203");
    }

    @Test
    void aBodyAboveTheLimitIsRefused() throws Exception {
        expect(call("POST", "/subjects/u/versions", " ".repeat(RegistryServer.MAX_BODY_BYTES + 1)), 413, "larger");
    }

    private static void expect(HttpResponse<String> answer, int status, String contains) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(contains).doesNotContain("[Source");
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
