package io.insitu.connectors.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a file begins: which fields its first records have, by path ({@code info/task}; elements of arrays have
 * their array's path), and the first text or number of each. What is cut off or damaged counts as far as it goes.
 */
public final class Beginning {
    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);
    private static final int PEEK = 1 << 20;
    private static final int RECORDS = 5;
    private static final int FIELDS = 2_000;
    private static final int DEPTH = 4;
    private static final int TEXT = 20_000;

    private final byte[] bytes;
    private final boolean array;
    private final Map<String, String> fields;

    private Beginning(byte[] bytes, boolean array, Map<String, String> fields) {
        this.bytes = bytes;
        this.array = array;
        this.fields = fields;
    }

    /**
     * @throws IOException when the file cannot be opened
     */
    public static Beginning of(Path file) throws IOException {
        byte[] bytes = firstBytes(file);
        Map<String, String> fields = new HashMap<>();
        JsonPieces pieces = new JsonPieces(new ByteArrayInputStream(bytes), Layout.EACH, ImportLimits.defaults());
        Piece piece = pieces.next();
        boolean array = pieces.inArray();
        for (int i = 0; i < RECORDS && piece != null; i++) {
            look(piece.bytes(), fields);
            piece = pieces.next();
        }
        return new Beginning(bytes, array, fields);
    }

    /** Whether the file is an array. */
    public boolean isArray() {
        return array;
    }

    /** Whether it is no text, and begins with this byte. */
    public boolean isBinary(int first) {
        return bytes.length > 0 && bytes[0] == first && RecordReader.isBinary(bytes, bytes.length);
    }

    /** Whether one of the first records has all these fields, or all of them together do. */
    public boolean has(String... paths) {
        return Arrays.stream(paths).allMatch(fields::containsKey);
    }

    /** The first text or number at this path; empty when there is none. */
    public String text(String path) {
        return fields.getOrDefault(path, "");
    }

    private static void look(ByteBuffer record, Map<String, String> fields) {
        Deque<String> open = new ArrayDeque<>(); // the paths of what is open
        String path = "";
        try (JsonParser parser =
                new JsonFactory().createParser(record.array(), record.arrayOffset(), record.remaining())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    String parent = open.isEmpty() ? "" : open.peek();
                    path = parent.isEmpty() ? parser.currentName() : parent + "/" + parser.currentName();
                    if (open.size() <= 2 * DEPTH && fields.size() < FIELDS) {
                        fields.putIfAbsent(path, "");
                    }
                } else if (token.isStructStart()) {
                    open.push(path);
                } else if (token.isStructEnd()) {
                    path = open.isEmpty() ? "" : open.pop();
                } else if (fields.getOrDefault(path, "-").isEmpty()) {
                    String text = parser.getText();
                    fields.put(path, text.substring(0, Math.min(text.length(), TEXT)));
                }
            }
        } catch (IOException e) {
            LOG.debug("a first record is cut off or damaged", e); // what was seen so far has to do
        }
    }

    private static byte[] firstBytes(Path file) throws IOException {
        byte[] bytes = new byte[PEEK];
        int length = 0;
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream content = RecordReader.unpacked(raw)) {
            for (int read = 0; read >= 0 && length < PEEK; read = content.read(bytes, length, PEEK - length)) {
                length += read;
            }
        } catch (ZipException | EOFException e) {
            LOG.debug("{} is a damaged archive", file, e); // what came out of it so far has to do
        }
        return Arrays.copyOf(bytes, length);
    }
}
