package io.insitu.connectors.importing;

import io.insitu.schemas.event.DeadLetterReason;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects the bytes of one record, and no more of them than a record may have. */
final class PieceBuffer {
    private static final int SMALL = 1 << 16;
    /** What an object or array of a tree takes beside its elements, and what a value takes; rough, on the safe side. */
    private static final long NODE_BYTES = 200;

    private static final long VALUE_BYTES = 32;

    private final ImportLimits limits;
    private byte[] bytes = new byte[SMALL];
    private int kept;
    private long size;
    private long nodes;
    private long values;

    PieceBuffer(ImportLimits limits) {
        this.limits = limits;
    }

    void begin() {
        kept = 0;
        size = 0;
        nodes = 0;
        values = 0;
    }

    void append(byte[] from, int start, int end) {
        int length = end - start;
        size += length;
        if (size > limits.recordBytes()) {
            length = Math.min(length, Math.max(0, Math.min(Refusal.MOST_BYTES, limits.recordBytes()) - kept));
        }
        if (kept + length > bytes.length) {
            bytes = Arrays.copyOf(
                    bytes, (int) Math.min(limits.recordBytes(), Math.max(2L * bytes.length, kept + length)));
        }
        System.arraycopy(from, start, bytes, kept, length);
        kept += length;
    }

    /** An opening bracket was among the bytes. */
    void node() {
        nodes++;
    }

    /** A comma was. */
    void value() {
        values++;
    }

    Piece piece() {
        ByteBuffer content = ByteBuffer.wrap(bytes, 0, kept).slice();
        if (size > limits.recordBytes()) {
            return new Piece(
                    content,
                    size,
                    DeadLetterReason.TOO_LARGE,
                    "takes " + size + " bytes, the limit is " + limits.recordBytes());
        }
        if (size + NODE_BYTES * nodes + VALUE_BYTES * values > limits.treeBytes()) {
            return new Piece(
                    content,
                    size,
                    DeadLetterReason.TOO_LARGE,
                    "holds " + (nodes + values) + " values, too many to be held in memory at once");
        }
        return new Piece(content, size, null, "");
    }

    /**
     * @param from where it begins in the file
     */
    Piece brokenOff(long from) {
        return new Piece(
                ByteBuffer.wrap(bytes, 0, kept).slice(),
                size,
                DeadLetterReason.TRUNCATED,
                "begins at byte " + from + " and does not end: the file is cut short, or a bracket or quote is missing;"
                        + " nothing from there on was read");
    }
}
