package io.insitu.connectors.taubench;

import static com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.insitu.schemas.event.DeadLetterReason;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * Reads a file of recorded runs one record at a time: a JSON array, or one JSON object after another, plain or gzip
 * (told by its first bytes, not its name). A round's element holds its record under {@code trajectory}.
 */
final class TauBenchFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader STRICT = JSON.readerFor(JsonNode.class).with(FAIL_ON_TRAILING_TOKENS);
    private static final int PEEK = 1 << 16;

    private TauBenchFile() {}

    /** Sees the records of a file in order, and what could not be read. */
    interface Reader {
        void record(TauBenchRecord record) throws InterruptedException;

        /** The rest of the file goes on, unless it was the file itself that broke off. */
        void refused(Refusal refusal) throws InterruptedException;
    }

    /**
     * @throws IOException when the file cannot be opened; damage inside it is a refusal instead
     */
    static void read(Path file, Reader reader) throws IOException, InterruptedException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            AtomicInteger number = new AtomicInteger();
            try (InputStream content = new BufferedInputStream(unpacked(raw), PEEK)) {
                if (aRecordPerLine(content)) {
                    readLines(file, content, number, reader);
                } else {
                    readTokens(file, content, number, reader);
                }
            } catch (IOException e) { // opened, but its compressed bytes end or contradict themselves
                reader.refused(new Refusal(
                        file,
                        number.get() + 1,
                        DeadLetterReason.TRUNCATED,
                        "file is damaged: " + e.getMessage() + "; nothing from here on was read",
                        ""));
            }
        }
    }

    /** A damaged line is refused alone: the next one starts afresh. */
    private static void readLines(Path file, InputStream content, AtomicInteger number, Reader reader)
            throws IOException, InterruptedException {
        // Not a Reader of characters that gives up on bad UTF-8: such a line is damaged, the file is not.
        BufferedReader lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            int at = number.incrementAndGet();
            JsonNode element;
            try {
                element = STRICT.readTree(line);
            } catch (JsonProcessingException e) {
                reader.refused(new Refusal(file, at, DeadLetterReason.MALFORMED_JSON, e.getOriginalMessage(), line));
                continue;
            }
            hand(file, at, element, reader);
        }
    }

    /** Between records of an array there is no place to start afresh: damage ends the reading. */
    private static void readTokens(Path file, InputStream content, AtomicInteger number, Reader reader)
            throws IOException, InterruptedException {
        try (JsonParser parser = new JsonFactory().setCodec(JSON).createParser(content)) {
            for (JsonToken token = first(parser); token != null; token = parser.nextToken()) {
                if (token != JsonToken.END_ARRAY) {
                    JsonNode element = parser.readValueAsTree();
                    hand(file, number.incrementAndGet(), element, reader);
                }
            }
        } catch (JsonProcessingException e) {
            reader.refused(new Refusal(
                    file,
                    number.get() + 1,
                    DeadLetterReason.MALFORMED_JSON,
                    e.getOriginalMessage() + " at line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr())
                            + "; nothing from here on was read",
                    ""));
        }
    }

    /** Told by the first line: a whole object. A line longer than a peek is taken for one if it goes on like one. */
    private static boolean aRecordPerLine(InputStream content) throws IOException {
        content.mark(PEEK);
        String start = new String(content.readNBytes(PEEK - 1), StandardCharsets.UTF_8).stripLeading();
        content.reset();
        int end = start.indexOf('\n');
        String line = (end < 0 ? start : start.substring(0, end)).strip();
        return line.length() > 1 && line.startsWith("{") && (end < 0 || line.endsWith("}"));
    }

    private static void hand(Path file, int number, JsonNode element, Reader reader) throws InterruptedException {
        JsonNode record = element.path("trajectory").isObject() ? element.path("trajectory") : element;
        TauBenchRecord read;
        try {
            read = TauBenchRecord.of(number, record);
        } catch (IllegalArgumentException e) {
            reader.refused(new Refusal(
                    file, number, DeadLetterReason.INVALID_FIELD, String.valueOf(e.getMessage()), element.toString()));
            return;
        }
        reader.record(read);
    }

    /** The first record's token: arrays are entered, anything else is a record already. */
    private static JsonToken first(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        return token == JsonToken.START_ARRAY ? parser.nextToken() : token;
    }

    private static InputStream unpacked(InputStream raw) throws IOException {
        raw.mark(2);
        boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        return gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
    }
}
