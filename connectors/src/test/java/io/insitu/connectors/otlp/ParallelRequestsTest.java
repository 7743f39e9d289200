package io.insitu.connectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.sdk.FakeRoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many who come at the same moment, each before any other has sent all of its request. The clock stands still. */
class ParallelRequestsTest {
    private static final int CLIENTS = 12;
    private static final int BODY = 120_000;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_800_000_000_000L));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyAsManyGetInAsTheRateAllows(boolean chunked) throws Exception {
        OtlpConfig config = Limits.of(1_000_000, CLIENTS, 300_000, Duration.ofSeconds(5));
        try (Receiver receiver = new Receiver(config, FakeRoad.producer(true), 1_000, CLOCK)) {
            List<Socket> clients = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(begun(receiver, chunked));
                }
                List<Integer> answers = new ArrayList<>();
                for (Socket client : clients) {
                    answers.add(answer(client, chunked));
                }
                assertThat(answers).containsOnly(200, 429);
                assertThat(answers)
                        .filteredOn(status -> status == 200)
                        .as("%s", answers)
                        .hasSize(3);
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
        }
    }

    /** The first half of a request, which is all white space but for its end. */
    private static Socket begun(Receiver receiver, boolean chunked) throws IOException {
        URI to = URI.create(receiver.endpoint());
        Socket client = new Socket(to.getHost(), to.getPort());
        write(
                client,
                "POST /v1/traces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Receiver.TOKEN
                        + "\r\nContent-Type: application/json\r\n"
                        + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + BODY + "\r\n\r\n")
                        + part(" ".repeat(BODY / 2), chunked));
        return client;
    }

    /** Sends the rest; whoever was turned away may find that nobody listens any more. */
    private static int answer(Socket client, boolean chunked) {
        try {
            write(client, part(" ".repeat(BODY / 2 - 2) + "{}", chunked) + (chunked ? "0\r\n\r\n" : ""));
            return status(client);
        } catch (IOException e) {
            return 429;
        }
    }

    private static String part(String text, boolean chunked) {
        return chunked ? Integer.toHexString(text.length()) + "\r\n" + text + "\r\n" : text;
    }

    private static int status(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        return Integer.parseInt(in.readLine().split(" ")[1]);
    }

    private static void write(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
