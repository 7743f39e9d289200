package io.insitu.connectors.llm;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.schemas.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one response means: an answer, a reason to ask again, or a reason not to. */
final class Attempt {
    private static final Duration UNSAID = Duration.ofMillis(-1);
    private static final int QUOTED = 200;
    private static final long BYTES_PER_TOKEN = 4;
    private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429, 500, 502, 503, 504, 529);
    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .build();

    private Attempt() {}

    /** It came to nothing. */
    static final class Failed extends RuntimeException {
        private final boolean again;
        private final transient Duration pause;

        private Failed(boolean again, Duration pause, String message) {
            super(message);
            this.again = again;
            this.pause = pause;
        }

        boolean again() {
            return again;
        }

        /** Negative: it was not said how long. */
        Duration pause() {
            return pause;
        }

        /** Nobody reads where it was made. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    static Failed again(String message) {
        return new Failed(true, UNSAID, message);
    }

    private static Failed never(String message) {
        return new Failed(false, UNSAID, message);
    }

    /** The connection, not the answer. */
    static Failed ofTrouble(@Nullable Throwable trouble) {
        if (trouble instanceof BoundedBody.TooLong) {
            return never(String.valueOf(trouble.getMessage()));
        }
        if (trouble instanceof HttpTimeoutException) {
            return again("no answer in time");
        }
        if (trouble instanceof IOException) {
            String message = trouble.getMessage();
            return again(message == null ? "the connection broke" : oneLine(message));
        }
        return never(oneLine(String.valueOf(trouble)));
    }

    static void check(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 200) {
            return;
        }
        String said = "status " + status + ": " + reason(response.body());
        if (!PASSING.contains(status)) {
            throw never(said);
        }
        OptionalLong seconds = retryAfter(response);
        throw new Failed(true, seconds.isPresent() ? Duration.ofSeconds(seconds.getAsLong()) : UNSAID, said);
    }

    private static OptionalLong retryAfter(HttpResponse<byte[]> response) {
        String value = response.headers().firstValue("Retry-After").orElse("");
        return value.matches("\\d{1,6}") ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }

    /** The endpoint's own words, as far as they go; of a page that is no JSON its beginning. */
    private static String reason(byte[] body) {
        try {
            JsonNode message = JSON.readTree(body).at("/error/message");
            if (message.isTextual()) {
                return oneLine(message.textValue());
            }
        } catch (IOException e) {
            // not JSON: as it is
        }
        return oneLine(new String(body, 0, Math.min(body.length, 4 * QUOTED), StandardCharsets.UTF_8));
    }

    static ChatAnswer read(byte[] body, String promptDigest, int promptBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException e) {
            throw again("the answer is not JSON: "
                    + oneLine(new String(body, 0, Math.min(body.length, 4 * QUOTED), StandardCharsets.UTF_8)));
        }
        JsonNode choice = root.path("choices").path(0);
        JsonNode content = choice.at("/message/content");
        if (!content.isTextual()) {
            throw again("the answer has no choices[0].message.content");
        }
        String text = content.textValue();
        JsonNode counted = root.at("/usage/total_tokens");
        long tokens = counted.canConvertToLong() && counted.longValue() >= 0
                ? counted.longValue()
                : estimated(promptBytes + (long) body.length);
        return new ChatAnswer(
                text,
                oneLine(root.path("model").asText("")),
                !choice.path("finish_reason").asText("").equals("length"),
                promptDigest,
                Digest.ofBytes(text.getBytes(StandardCharsets.UTF_8)),
                tokens,
                1);
    }

    /** Tokens, where nobody counts them. */
    static long estimated(long bytes) {
        return bytes / BYTES_PER_TOKEN;
    }

    /** A stranger's words in a line of ours. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > QUOTED ? line.substring(0, QUOTED) + "..." : line;
    }
}
