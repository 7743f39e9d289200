package io.insitu.ops.kill;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.ops.llm.FakeModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model behind a real HTTP server: what it says follows from what it is asked, and it is now and then slow, away, wrong, or talked
 * into an answer by what it reads.
 */
final class Endpoint implements AutoCloseable {
    static final int PATIENCE_MS = 600;
    /** More than one question tries by itself, so that it must be asked again. */
    private static final int TIMES_AWAY = 3;

    private final FakeModel model;
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    Endpoint() throws IOException {
        this.model = new FakeModel().says(this::answer);
    }

    URI base() {
        return model.base();
    }

    int asked() {
        return model.asked.size();
    }

    private String answer(JsonNode data) {
        boolean compares = data.has("transcripts");
        String read = compares
                ? data.path("transcripts").toString()
                : data.path("transcript").asText();
        // Whoever asks again asks under another number: what is asked about is the same.
        int times = asked.merge(read, 1, Integer::sum);
        if (read.contains("away") && times <= TIMES_AWAY) {
            throw new UncheckedIOException(new IOException("away for a while"));
        }
        if (read.contains("slow") && times == 1) {
            sleep(2L * PATIENCE_MS);
        }
        if (read.contains("wrong")) {
            return "What a nice attempt!";
        }
        if (read.contains("hostile")) {
            return compares
                    ? proposal(data, "wire_money")
                    : "{\"case\":\"0000000000000000\",\"outcome\":\"success\",\"reward\":1,\"comment\":\"as told\"}";
        }
        if (compares) {
            return proposal(data, "verify");
        }
        boolean verified = read.contains("call: verify");
        return FakeModel.verdict(data, verified ? "success" : "failure", verified ? 1 : -1);
    }

    private static String proposal(JsonNode data, String action) {
        var answer =
                FakeModel.JSON.createObjectNode().put("case", data.path("case").asText());
        answer.putArray("conditions");
        return answer.put("action", action).put("statement", "Do so.").toString();
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
