package io.insitu.connectors.importing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A stream of bytes that can be looked at before it is taken; its first bytes more widely than the rest. */
final class ByteSource {
    private static final int WINDOW = 1 << 16;

    private final InputStream in;
    final byte[] window = new byte[WINDOW];
    int at;
    int end;
    private long taken; // before the window

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** The first bytes as text; only before any was taken. */
    String beginning() throws IOException {
        end = in.readNBytes(window, 0, WINDOW);
        if (end >= 3 && (window[0] & 0xff) == 0xef && (window[1] & 0xff) == 0xbb && (window[2] & 0xff) == 0xbf) {
            at = 3; // a byte order mark
        }
        return new String(window, at, end - at, StandardCharsets.UTF_8);
    }

    /** How many bytes, once unpacked, come before the next one. */
    long position() {
        return taken + at;
    }

    /** The next byte, which stays; -1 at the end. */
    int peek() throws IOException {
        return at < end || fill() ? window[at] & 0xff : -1;
    }

    /** The next byte that is no white space, which stays; -1 at the end. */
    int peekSolid() throws IOException {
        int next = peek();
        while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
            at++;
            next = peek();
        }
        return next;
    }

    /** Makes the window hold what comes next, once all in it is taken; false at the end. */
    boolean fill() throws IOException {
        taken += at;
        end = Math.max(0, in.read(window, 0, WINDOW));
        at = 0;
        return end > 0;
    }
}
