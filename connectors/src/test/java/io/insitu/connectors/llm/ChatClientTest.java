package io.insitu.connectors.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.insitu.schemas.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of a real HTTP server: right, wrong, slow and hostile. */
class ChatClientTest {
    private static final String KEY = "sk-very-secret";
    private static final String GOOD =
            "{\"model\":\"judge-1\",\"choices\":[{\"message\":{\"content\":\"good\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"total_tokens\":11}}";
    private static final ChatQuestion QUESTION =
            ChatQuestion.exact(List.of(ChatMessage.system("be just"), ChatMessage.user("is it?")), 20);

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<Answering> script = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    /** What the server does with one request. */
    private interface Answering {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/v1/chat/completions", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try (exchange) {
                script.get(Math.min(asked.size(), script.size()) - 1).answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
    }

    private static Answering says(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private ChatClient client(int attempts, Duration patience, Budget budget) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
        return new ChatClient(new ChatConfig(base, "judge", KEY, patience, attempts, 10_000), budget);
    }

    private ChatClient client(int attempts) {
        return client(attempts, Duration.ofSeconds(20), Budget.unlimited());
    }

    private ChatException refusal(ChatClient client) {
        ChatException refusal = catchThrowableOfType(ChatException.class, () -> client.ask(QUESTION));
        assertThat(refusal).hasMessageNotContaining(KEY).hasMessageNotContaining("\n");
        return refusal;
    }

    @Test
    void anAnswerComesWithTheDigestsOfWhatWasAskedAndSaid() throws Exception {
        script.add(says(200, GOOD));
        Budget budget = new Budget(5, 100);
        ChatAnswer answer = client(1, Duration.ofSeconds(20), budget).ask(QUESTION);

        assertThat(asked)
                .containsExactly(
                        "{\"model\":\"judge\",\"messages\":[{\"role\":\"system\",\"content\":\"be just\"},"
                                + "{\"role\":\"user\",\"content\":\"is it?\"}],\"max_tokens\":20,\"temperature\":0.0,\"seed\":0}");
        assertThat(keys).containsExactly("Bearer " + KEY);
        String prompt = Digest.ofBytes(asked.get(0).getBytes(StandardCharsets.UTF_8));
        String said = Digest.ofBytes("good".getBytes(StandardCharsets.UTF_8));
        assertThat(answer).isEqualTo(new ChatAnswer("good", "judge-1", true, prompt, said, 11, 1));
        assertThat(budget.attempts()).isEqualTo(1);
        assertThat(budget.tokens()).isEqualTo(11);
    }

    @Test
    void aCutAnswerSaysSo() throws Exception {
        script.add(says(200, GOOD.replace("stop", "length")));
        assertThat(client(1).ask(QUESTION).whole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503", "529"})
    void whatPassesIsAskedAgain(int status) throws Exception {
        script.add(says(status, "{\"error\":{\"message\":\"busy\"}}"));
        script.add(says(200, GOOD));
        assertThat(client(3).ask(QUESTION).attempts()).isEqualTo(2);
        assertThat(asked.get(0)).isEqualTo(asked.get(1));
    }

    @Test
    void retryAfterIsWaitedFor() throws Exception {
        script.add(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "1");
            exchange.sendResponseHeaders(429, -1);
        });
        script.add(says(200, GOOD));
        long start = System.nanoTime();
        client(2).ask(QUESTION);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(700)); // less jitter
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "404", "302"})
    void whatIsRefusedForGoodIsAskedOnce(int status) {
        script.add(exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/steal");
            says(status, "{\"error\":{\"message\":\"no\\nsuch model\"}}").answer(exchange);
        });
        ChatException refusal = refusal(client(3));
        assertThat(refusal).hasMessageEndingWith("/v1: status " + status + ": no such model");
        assertThat(refusal.retryable()).isFalse();
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>Gateway</html> | not JSON: <html>Gateway</html>",
                "{\"choices\":[]} | no choices[0].message.content",
                "{\"choices\":[{\"message\":{\"content\":null}}]} | no choices[0].message.content",
                "[] | no choices[0].message.content",
                "{\"choices\": | not JSON",
            })
    void wrongAnswersAreAskedForAgainAndThenGivenUp(String body, String complaint) {
        script.add(says(200, body));
        ChatException refusal = refusal(client(2));
        assertThat(refusal).hasMessageContaining(complaint).hasMessageEndingWith(", 2 times");
        assertThat(refusal.retryable()).isTrue();
        assertThat(asked).hasSize(2);
    }

    @Test
    void deepNestingIsNotFollowed() {
        script.add(says(200, "[".repeat(5_000)));
        assertThat(refusal(client(1))).hasMessageContaining("not JSON");
    }

    @Test
    void anAnswerLongerThanAgreedIsCutOff() {
        script.add(exchange -> {
            exchange.sendResponseHeaders(200, 0); // as long as it likes
            byte[] piece = new byte[8_192];
            while (over.getCount() > 0) {
                exchange.getResponseBody().write(piece);
            }
        });
        assertThat(refusal(client(3))).hasMessageContaining("longer than 10000 bytes");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aServerThatSaysNothingOrTooSlowlyIsLeft() {
        script.add(exchange -> over.await());
        script.add(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            over.await();
        });
        ChatException refusal = refusal(client(2, Duration.ofMillis(300), Budget.unlimited()));
        assertThat(refusal).hasMessageContaining("300 ms, 2 times");
        assertThat(refusal.retryable()).isTrue();
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() throws Exception {
        try (ServerSocket breaking = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread hangUp = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket socket = breaking.accept()) {
                            socket.getOutputStream()
                                    .write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"
                                            .getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            hangUp.setDaemon(true);
            hangUp.start();
            URI base = URI.create("http://127.0.0.1:" + breaking.getLocalPort() + "/v1/");
            ChatClient client = new ChatClient(
                    new ChatConfig(base, "judge", null, Duration.ofSeconds(20), 2, 100), Budget.unlimited());
            assertThat(refusal(client).retryable()).isTrue();
        }
    }

    @Test
    void aSpentBudgetAsksNobody() throws Exception {
        script.add(says(200, GOOD));
        ChatClient byTokens = client(1, Duration.ofSeconds(20), new Budget(10, 11));
        byTokens.ask(QUESTION);
        assertThat(refusal(byTokens)).hasMessageContaining("budget of 11 tokens is spent");
        assertThat(asked).hasSize(1);

        script.set(0, says(503, ""));
        ChatException refusal = refusal(client(5, Duration.ofSeconds(20), new Budget(2, 100)));
        assertThat(refusal).hasMessageContaining("budget of 2 requests is spent");
        assertThat(refusal.attempts()).isEqualTo(2);
        assertThat(asked).hasSize(3);
    }

    @Test
    void whatWasSpentBeforeIsSpent() {
        script.add(says(200, GOOD));
        Budget budget = new Budget(5, 100);
        budget.spentBefore(5, 0);
        assertThat(refusal(client(1, Duration.ofSeconds(20), budget)).attempts())
                .isZero();
        assertThat(asked).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeReadIsPaidForAllTheSame() throws Exception {
        script.add(says(200, "x".repeat(400)));
        script.add(says(200, GOOD));
        Budget budget = new Budget(5, 1_000);
        ChatAnswer answer = client(2, Duration.ofSeconds(20), budget).ask(QUESTION);
        int question = asked.get(0).length();
        assertThat(answer.attempts()).isEqualTo(2);
        assertThat(answer.tokens()).isEqualTo((question + 400) / 4 + 11);
        assertThat(budget.tokens()).isEqualTo(answer.tokens());
    }

    @Test
    void anEndpointThatDoesNotCountIsEstimated() throws Exception {
        script.add(says(200, "{\"choices\":[{\"message\":{\"content\":\"good\"}}],\"usage\":{\"total_tokens\":-5}}"));
        assertThat(client(1).ask(QUESTION).tokens()).isBetween(40L, 90L);
    }

    @Test
    void aConfigurationIsCheckedAndHidesItsKey() {
        assertThat(ChatConfig.of(URI.create("https://example.test/v1"), "m", KEY)
                        .toString())
                .doesNotContain(KEY);
        for (String base : List.of("file:///etc/passwd", "/v1", "http://user:pass@host/v1")) {
            assertThatThrownBy(() -> ChatConfig.of(URI.create(base), "m", null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("llm.base");
        }
    }
}
