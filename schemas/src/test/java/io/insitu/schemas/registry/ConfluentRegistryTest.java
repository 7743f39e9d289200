package io.insitu.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfluentRegistryTest {
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);
    private static final Schema NUMBER = Schema.create(Schema.Type.INT);
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private record Scripted(int status, String body, long delayMs) {}

    private final EmbeddedRegistry kept = EmbeddedRegistry.inMemory();
    private final RegistryServer real = RegistryServer.start(kept, ANYWHERE);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Scripted> script = new CopyOnWriteArrayList<>();
    private HttpServer odd;

    @BeforeEach
    void startAnOddRegistry() throws IOException {
        odd = HttpServer.create(ANYWHERE, 8);
        odd.createContext("/", exchange -> {
            try (exchange) {
                heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
                Scripted next = script.size() > 1 ? script.remove(0) : script.get(0);
                Thread.sleep(next.delayMs());
                byte[] body = next.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(next.status(), body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        odd.start();
    }

    @AfterEach
    void stop() {
        odd.stop(0);
        real.close();
    }

    @Test
    void whatIsRegisteredIsFoundById() {
        int id = new ConfluentRegistry(RegistryConfig.at(real.url() + "/")).register("my subject/é", TEXT);

        assertThat(new ConfluentRegistry(RegistryConfig.at(real.url().toString())).byId(id))
                .isEqualTo(TEXT);
        assertThat(kept.subjects()).containsExactly("my subject/é");
    }

    @Test
    void anIncompatibleSchemaIsRefusedAndAnUnknownIdIsSaidToBe() {
        ConfluentRegistry registry =
                new ConfluentRegistry(RegistryConfig.at(real.url().toString()));
        registry.register("s", TEXT);

        assertThat(refusal(() -> registry.register("s", NUMBER)).code()).isEqualTo(409);
        assertThat(refusal(() -> registry.byId(77)).unknown()).isTrue();
    }

    @Test
    void aWrongBasePathIsNotAnUnknownSchema() {
        script.add(new Scripted(404, "<html>nothing here</html>", 0));

        assertThat(refusal(() -> oddRegistry().byId(1)).unknown()).isFalse();
    }

    @Test
    void whenOneUrlStumblesTheNextIsTried() {
        script.add(new Scripted(500, "{}", 0));
        kept.register("s", TEXT);

        Schema found = new ConfluentRegistry(RegistryConfig.at(url(), real.url().toString())).byId(1);

        assertThat(found).isEqualTo(TEXT);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aRegistryThatNeverRecoversIsGivenUpAfterItsAttempts() {
        script.add(new Scripted(503, "busy", 0));

        assertThatThrownBy(() -> oddRegistry().byId(1))
                .hasMessageContaining("in 3 attempts (status 503): start it or correct registry.urls");
        assertThat(heard).hasSize(3);
    }

    @Test
    void aSlowRegistryIsGivenUpInTime() {
        script.add(new Scripted(200, "{}", 1_000));
        RegistryConfig config =
                new RegistryConfig(RegistryConfig.at(url()).urls(), Map.of(), Duration.ofMillis(100), 1);

        assertThatThrownBy(() -> new ConfluentRegistry(config).byId(1)).hasMessageContaining("no answer within PT0.1S");
    }

    @Test
    void theLevelIsSetBeforeTheFirstSchemaUnderTheBasePathWithCredentials() {
        script.add(new Scripted(404, "{\"error_code\":40401,\"message\":\"no such subject\"}", 0));
        script.add(new Scripted(200, "{\"compatibility\":\"FULL_TRANSITIVE\"}", 0));
        script.add(new Scripted(200, "{\"id\":9}", 0));
        RegistryConfig config = RegistryConfig.at(url() + "/apis/ccompat/v7/").withBasicAuth("u", "p");

        assertThat(new ConfluentRegistry(config).register("s", TEXT)).isEqualTo(9);
        assertThat(heard)
                .containsExactly(
                        "GET /apis/ccompat/v7/config/s Basic dTpw",
                        "PUT /apis/ccompat/v7/config/s Basic dTpw",
                        "POST /apis/ccompat/v7/subjects/s/versions Basic dTpw");
    }

    @Test
    void aRegistryThatForbidsSettingTheLevelStillRegisters() {
        Scripted forbidden = new Scripted(403, "{\"error_code\":40301,\"message\":\"read only\"}", 0);
        script.add(forbidden);
        script.add(new Scripted(200, "{\"id\":9}", 0));
        script.add(forbidden);

        assertThat(oddRegistry().register("s", TEXT)).isEqualTo(9);
    }

    @Test
    void aSchemaOfAnotherKindIsNotAvro() {
        script.add(new Scripted(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}", 0));

        assertThat(refusal(() -> oddRegistry().byId(1)).notAvro()).isTrue();
    }

    @Test
    void aSchemaThatNamesTypesItDoesNotHoldIsNotOneWeRead() {
        script.add(new Scripted(
                200,
                "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":"
                        + "[{\\\"name\\\":\\\"kind\\\",\\\"type\\\":\\\"elsewhere.Kind\\\"}]}\"}",
                0));

        assertThat(refusal(() -> oddRegistry().byId(1)).notAvro()).isTrue();
    }

    private ConfluentRegistry oddRegistry() {
        return new ConfluentRegistry(RegistryConfig.at(url()));
    }

    private String url() {
        return "http://127.0.0.1:" + odd.getAddress().getPort();
    }

    private static RegistryException refusal(ThrowingCallable call) {
        return catchThrowableOfType(RegistryException.class, call);
    }
}
