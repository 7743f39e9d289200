package io.insitu.connectors.importing;

import io.insitu.schemas.event.DeadLetterReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one record, cut out of its file.
 *
 * @param bytes valid until the next piece; only the first of them where the record is too large
 * @param size how many there were
 * @param reason why they are no record; null: they may be one
 * @param detail the same in words
 */
record Piece(ByteBuffer bytes, long size, @Nullable DeadLetterReason reason, String detail) {
    static Piece damaged(DeadLetterReason reason, String detail) {
        return new Piece(ByteBuffer.allocate(0), 0, reason, detail);
    }
}
