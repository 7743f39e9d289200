package io.insitu.connectors.taubench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.event.DeadLetterReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads a file of recorded runs one record at a time: a JSON array, or one JSON object after another, plain or gzip
 * (told by its first bytes, not its name). A round's element holds its record under {@code trajectory}.
 */
final class TauBenchFile {
    private static final ObjectMapper JSON = new ObjectMapper();

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
            int number = 0;
            try (JsonParser parser = new JsonFactory().setCodec(JSON).createParser(unpacked(raw))) {
                for (JsonToken token = first(parser); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.END_ARRAY) {
                        continue;
                    }
                    number++;
                    hand(file, number, parser.readValueAsTree(), reader);
                }
            } catch (JsonProcessingException e) {
                reader.refused(new Refusal(
                        file,
                        number + 1,
                        DeadLetterReason.MALFORMED_JSON,
                        e.getOriginalMessage() + " at line "
                                + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
                        ""));
            } catch (IOException e) { // opened, but its compressed bytes end or contradict themselves
                reader.refused(new Refusal(
                        file, number + 1, DeadLetterReason.TRUNCATED, "file is damaged: " + e.getMessage(), ""));
            }
        }
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
