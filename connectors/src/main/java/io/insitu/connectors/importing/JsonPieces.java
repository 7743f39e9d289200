package io.insitu.connectors.importing;

import static io.insitu.schemas.event.DeadLetterReason.INVALID_FIELD;
import static io.insitu.schemas.event.DeadLetterReason.MALFORMED_JSON;
import static io.insitu.schemas.event.DeadLetterReason.TRUNCATED;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of JSON into its records by brackets and quotes alone. What is wrong inside a record then costs that
 * record only, and a record of any size costs no memory beyond its limit.
 *
 * <pre>
 * START ─┬─ [ ──────────────► ELEMENTS ── ] ─► VALUES ─► DONE
 *        ├─ {"field": [ ────► ELEMENTS ── ] … } ───────► DONE
 *        ├─ {…} newline ────► LINES ───────────────────► DONE
 *        └─ anything else ──► VALUES ──────────────────► DONE
 * </pre>
 */
final class JsonPieces {
    private static final int LONGEST_NAME = 1_000;

    private enum At {
        START,
        ELEMENTS,
        LINES,
        VALUES,
        DONE
    }

    private final ByteSource in;
    private final Layout layout;
    private final PieceBuffer piece;
    private final JsonScanner scanner;
    private At state = At.START;
    private boolean firstElement = true;
    private boolean nested;

    JsonPieces(InputStream in, Layout layout, ImportLimits limits) {
        this.in = new ByteSource(in);
        this.layout = layout;
        this.piece = new PieceBuffer(limits);
        this.scanner = new JsonScanner(this.in, piece);
    }

    /** The next record, or what is wrong where it should be; null when there are no more. */
    @Nullable
    Piece next() throws IOException {
        Piece wrong = state == At.START ? start() : null;
        if (wrong != null) {
            return wrong;
        }
        return switch (state) {
            case ELEMENTS -> element();
            case LINES -> line();
            case VALUES -> value();
            case START, DONE -> null;
        };
    }

    /** Whether the last record was an element of an array. */
    boolean inArray() {
        return state == At.ELEMENTS;
    }

    private @Nullable Piece start() throws IOException {
        boolean lines = aRecordPerLine(in.beginning());
        int first = in.peekSolid();
        if (layout.whole()) {
            state = At.VALUES;
        } else if (first == '[') {
            in.at++;
            state = At.ELEMENTS;
        } else if (first == '{' && !layout.under().isEmpty()) {
            in.at++;
            return seekField();
        } else {
            state = lines ? At.LINES : At.VALUES;
        }
        return null;
    }

    /** Told by the first line: a whole object. A line longer than what is seen is taken for one if it begins like one. */
    private static boolean aRecordPerLine(String beginning) {
        String start = beginning.stripLeading();
        int end = start.indexOf('\n');
        String line = (end < 0 ? start : start.substring(0, end)).strip();
        return line.length() > 1 && line.startsWith("{") && (end < 0 || line.endsWith("}"));
    }

    private @Nullable Piece seekField() throws IOException {
        for (int next = in.peekSolid(); next != '}'; next = in.peekSolid()) {
            if (next == ',') {
                in.at++;
                next = in.peekSolid();
            }
            if (next != '"') {
                return stop(next, "a field's name should follow");
            }
            String name = name();
            next = in.peekSolid();
            if (next != ':') {
                return stop(next, "a colon should follow the name \"" + name + "\"");
            }
            in.at++;
            next = in.peekSolid();
            if (name.equals(layout.under())) {
                if (next != '[') {
                    state = At.DONE;
                    return Piece.damaged(INVALID_FIELD, "\"" + name + "\" should be an array");
                }
                in.at++;
                nested = true;
                state = At.ELEMENTS;
                return null;
            }
            if (!skip(next)) {
                return stop(-1, "");
            }
        }
        state = At.DONE;
        return Piece.damaged(INVALID_FIELD, "there is no \"" + layout.under() + "\" in it");
    }

    /** The string that begins here; of an endless one the beginning. */
    private String name() throws IOException {
        piece.begin();
        scanner.value('"', true);
        String quoted = StandardCharsets.UTF_8.decode(piece.piece().bytes()).toString();
        return quoted.substring(1, Math.max(1, Math.min(quoted.length() - 1, LONGEST_NAME)));
    }

    private @Nullable Piece element() throws IOException {
        int next = in.peekSolid();
        if (next == ']') {
            in.at++;
            if (nested) {
                return rest();
            }
            state = At.VALUES;
            return value();
        }
        if (!firstElement) {
            if (next != ',') {
                return stop(next, "a comma or the array's end should follow");
            }
            in.at++;
            next = in.peekSolid();
        }
        firstElement = false;
        return cut(next);
    }

    /** What follows the array in the file's object is not used; only that it ends is seen to. */
    private @Nullable Piece rest() throws IOException {
        state = At.DONE;
        for (int next = in.peekSolid(); next != '}'; next = in.peekSolid()) {
            if (next == ',' || next == ':') {
                in.at++;
            } else if (next == ']') {
                return stop(next, "a field or the end of the object should follow");
            } else if (!skip(next)) {
                return stop(-1, "");
            }
        }
        return null;
    }

    private @Nullable Piece value() throws IOException {
        int next = in.peekSolid();
        if (next == -1) {
            state = At.DONE;
            return null;
        }
        return next == '{' || next == '[' ? cut(next) : stop(next, "an object or an array should follow");
    }

    private @Nullable Piece line() throws IOException {
        if (in.peekSolid() == -1) {
            state = At.DONE;
            return null;
        }
        piece.begin();
        scanner.line();
        return piece.piece();
    }

    private Piece cut(int first) throws IOException {
        piece.begin();
        if (first == -1 || first == ',' || first == ']' || first == '}' || first == ':') {
            return stop(first, "a record should follow");
        }
        long from = in.position();
        if (scanner.value(first, true)) {
            return piece.piece();
        }
        state = At.DONE;
        return piece.brokenOff(from);
    }

    private Piece stop(int next, String expected) {
        state = At.DONE;
        return next == -1
                ? Piece.damaged(TRUNCATED, "the file ends here, before it is complete")
                : Piece.damaged(
                        MALFORMED_JSON,
                        expected + ", not '" + (next >= ' ' && next < 127 ? (char) next : '?')
                                + "'; nothing from here on was read");
    }

    private boolean skip(int first) throws IOException {
        return first != -1 && scanner.value(first, false);
    }
}
