package io.insitu.connectors.importing;

import java.io.IOException;

/** Finds where a value of JSON ends, knowing of brackets and quotes only, and keeps its bytes. */
final class JsonScanner {
    private final ByteSource in;
    private final PieceBuffer piece;
    private long depth;
    private boolean quoted;
    private boolean escaped;

    JsonScanner(ByteSource in, PieceBuffer piece) {
        this.in = in;
        this.piece = piece;
    }

    /**
     * Takes one value; false when the stream ends inside it.
     *
     * @param first the byte it begins with
     */
    boolean value(int first, boolean keep) throws IOException {
        begin();
        if (first != '"' && first != '{' && first != '[') {
            word(keep);
            return true;
        }
        while (in.at < in.end || in.fill()) {
            int from = in.at;
            boolean open = true;
            while (in.at < in.end && open) {
                see(in.window[in.at++]);
                open = quoted || depth > 0;
            }
            keep(keep, from);
            if (!open) {
                return true;
            }
        }
        return false;
    }

    /** Takes what is left of a line, but for its end. */
    void line() throws IOException {
        begin();
        while (in.at < in.end || in.fill()) {
            int from = in.at;
            while (in.at < in.end && in.window[in.at] != '\n') {
                see(in.window[in.at++]);
            }
            keep(true, from);
            if (in.at < in.end) {
                return;
            }
        }
    }

    /** A number, a truth value, or nonsense: up to what ends it. Ends with the stream, too. */
    private void word(boolean keep) throws IOException {
        for (int next = in.peek();
                next > ' ' && next != ',' && next != ']' && next != '}' && next != ':';
                next = in.peek()) {
            in.at++;
            keep(keep, in.at - 1);
        }
    }

    private void begin() {
        depth = 0;
        quoted = false;
        escaped = false;
    }

    private void see(byte next) {
        if (quoted) {
            if (escaped) {
                escaped = false;
            } else if (next == '\\') {
                escaped = true;
            } else if (next == '"') {
                quoted = false;
            }
        } else if (next == '"') {
            quoted = true;
        } else if (next == '{' || next == '[') {
            depth++;
            piece.node();
        } else if (next == ',') {
            piece.value();
        } else if (next == '}' || next == ']') {
            depth--;
        }
    }

    private void keep(boolean keep, int from) {
        if (keep) {
            piece.append(in.window, from, in.at);
        }
    }
}
