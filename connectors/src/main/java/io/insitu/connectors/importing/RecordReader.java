package io.insitu.connectors.importing;

import static com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.BinaryNode;
import io.insitu.schemas.JsonReason;
import io.insitu.schemas.event.DeadLetterReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a file one record at a time, plain or gzip (told by its first bytes, not its name). */
final class RecordReader {
    private static final int PEEK = 512;

    private final String source;
    private final Layout layout;
    private final ImportLimits limits;
    private final ObjectReader json;

    /**
     * @param source whose records these are, for refusals
     */
    RecordReader(String source, Layout layout, ImportLimits limits) {
        this.source = source;
        this.layout = layout;
        this.limits = limits;
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.recordBytes())
                        .build())
                .build();
        this.json = new ObjectMapper(factory).readerFor(JsonNode.class).with(FAIL_ON_TRAILING_TOKENS);
    }

    /** Sees the records of a file in order, and what could not be used. */
    interface Each {
        /**
         * @param number its place in the file, from 1
         * @throws UnusableException when it makes no sense; comes back as a refusal
         */
        void record(long number, JsonNode record) throws InterruptedException;

        void refused(Refusal refusal) throws InterruptedException;
    }

    /**
     * @throws IOException when the file cannot be opened; damage inside it is a refusal instead
     */
    void read(Path file, Each each) throws IOException, InterruptedException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long number = 0;
            try (InputStream content = new BufferedInputStream(unpacked(raw), 1 << 16)) {
                if (layout.bytesToo() && isBinary(content)) {
                    bytes(file, content.readNBytes(limits.recordBytes() + 1), each);
                    return;
                }
                JsonPieces pieces = new JsonPieces(content, layout, limits);
                for (Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
                    number++;
                    Refusal refusal = hand(file, number, piece, each);
                    if (refusal != null) {
                        each.refused(refusal);
                    }
                }
            } catch (IOException e) { // opened, but its compressed bytes end or contradict themselves
                each.refused(Refusal.of(
                        source,
                        file,
                        number + 1,
                        DeadLetterReason.TRUNCATED,
                        "file is damaged: " + e.getMessage() + "; nothing from here on was read",
                        ByteBuffer.allocate(0),
                        0));
            }
        }
    }

    private void bytes(Path file, byte[] all, Each each) throws InterruptedException {
        try {
            if (all.length > limits.recordBytes()) {
                throw new UnusableException(
                        DeadLetterReason.TOO_LARGE, "has more than " + limits.recordBytes() + " bytes");
            }
            each.record(1, BinaryNode.valueOf(all));
        } catch (UnusableException e) {
            each.refused(Refusal.of(source, file, 1, e.reason(), e.detail(), ByteBuffer.wrap(all), all.length));
        }
    }

    /** JSON has no control characters but white space; bytes that mean lengths and tags soon do. */
    static boolean isBinary(byte[] beginning, int length) {
        for (int i = 0; i < Math.min(length, PEEK); i++) {
            int b = beginning[i] & 0xff;
            if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return true;
            }
        }
        return false;
    }

    private static boolean isBinary(InputStream content) throws IOException {
        content.mark(PEEK);
        byte[] beginning = content.readNBytes(PEEK);
        content.reset();
        return isBinary(beginning, beginning.length);
    }

    private @Nullable Refusal hand(Path file, long number, Piece piece, Each each) throws InterruptedException {
        DeadLetterReason reason = piece.reason();
        if (reason != null) {
            return refusal(file, number, piece, reason, piece.detail());
        }
        try {
            each.record(number, tree(piece));
            return null;
        } catch (JsonProcessingException e) {
            return refusal(file, number, piece, DeadLetterReason.MALFORMED_JSON, JsonReason.ofRecord(e));
        } catch (IOException e) { // bytes that are no text
            return refusal(file, number, piece, DeadLetterReason.MALFORMED_JSON, String.valueOf(e.getMessage()));
        } catch (UnusableException e) {
            return refusal(file, number, piece, e.reason(), e.detail());
        }
    }

    private JsonNode tree(Piece piece) throws IOException {
        ByteBuffer bytes = piece.bytes();
        return json.readTree(bytes.array(), bytes.arrayOffset(), bytes.remaining());
    }

    private Refusal refusal(Path file, long number, Piece piece, DeadLetterReason reason, String detail) {
        return Refusal.of(source, file, number, reason, detail, piece.bytes(), piece.size());
    }

    static InputStream unpacked(InputStream raw) throws IOException {
        raw.mark(2);
        boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        return gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
    }
}
