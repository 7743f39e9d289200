package io.insitu.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.serving.ServingLimits;
import io.insitu.connectors.serving.TinyModels;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask too much, leave early or do not read. */
class PressureTest {
    private static final int LONG = 15_000;
    private static final String ENDLESS = "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":" + LONG;
    /** Some six million characters: more than the buffers between two sockets take. */
    private static final int MUCH = 4_000;

    private static final String WORDY = "{\"model\":\"tiny\",\"prompt_token_ids\":[1],\"max_tokens\":" + MUCH
            + ",\"stream\":true,\"logprobs\":true,\"top_logprobs\":20}";
    private static final String SHORT = "{\"model\":\"tiny\",\"prompt_token_ids\":[2],\"max_tokens\":3,\"seed\":1}";

    @TempDir
    Path folder;

    private Endpoint open(int concurrent, Duration patience) throws Exception {
        ServingLimits limits = new ServingLimits(concurrent, 0, LONG, 64 << 20, 64);
        return new Endpoint(folder, TinyModels.patient(), limits, patience);
    }

    private static void awaitCalls(Endpoint endpoint) throws InterruptedException {
        while (endpoint.runtime.calls() == 0) {
            Thread.sleep(1);
        }
    }

    @Test
    void whoComesWhenTheHouseIsFullIsToldToComeAgain() throws Exception {
        try (Endpoint endpoint = open(1, Duration.ofSeconds(30));
                Socket first = endpoint.asked(ENDLESS + "}")) {
            awaitCalls(endpoint);
            HttpResponse<String> second = endpoint.post("/v1/chat/completions", SHORT);
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
            assertThat(Endpoint.json(second).at("/error/type").asText()).isEqualTo("rate_limit_error");
            assertThat(first.isConnected()).isTrue();
        }
    }

    @Test
    void whoHangsUpIsNotAnsweredToTheEnd() throws Exception {
        for (String kind : new String[] {"}", ",\"stream\":true}"}) {
            try (Endpoint endpoint = open(1, Duration.ofSeconds(30))) {
                Socket socket = endpoint.asked(ENDLESS + kind);
                awaitCalls(endpoint);
                socket.close();
                while (endpoint.post("/v1/chat/completions", SHORT).statusCode() == 429) {
                    Thread.sleep(5);
                }
                assertThat(endpoint.runtime.calls()).as("stream: " + kind).isLessThan(LONG);
            }
        }
    }

    @Test
    void whoDoesNotReadKeepsNobodyFromBeingAnsweredAndIsLetGo() throws Exception {
        try (Endpoint endpoint = open(2, Duration.ofMillis(500));
                Socket slow = endpoint.asked(WORDY)) {
            awaitCalls(endpoint);
            for (int i = 0; i < 20; i++) {
                assertThat(endpoint.post("/v1/chat/completions", SHORT).statusCode())
                        .isEqualTo(200);
            }
            long before;
            do { // until its answer lies complete in the queue, or it was let go before: a busy machine may do either
                before = endpoint.runtime.calls();
                Thread.sleep(1_500); // thrice the patience
            } while (endpoint.runtime.calls() > before);
            assertThat(everything(slow)).isNotEmpty().doesNotContain("[DONE]");
        }
    }

    private static String everything(Socket socket) {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[1 << 16];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                all.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return all.toString(); // reset: hung up as well
        }
        return all.toString();
    }
}
