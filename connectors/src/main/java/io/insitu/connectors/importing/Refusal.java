package io.insitu.connectors.importing;

import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A record of a file that could not be used.
 *
 * @param source the format it was taken for, with its version
 * @param record its number in the file, from 1
 * @param original its bytes as they stand in the file, or the first of them; none when they could not even be found
 * @param originalBytes how many there were
 */
public record Refusal(
        String source,
        Path file,
        long record,
        DeadLetterReason reason,
        String detail,
        ByteBuffer original,
        long originalBytes) {
    static final int MOST_BYTES = 256 * 1024;

    /** Of a record whose bytes are at hand; keeps a copy of what a letter holds of them. */
    static Refusal of(
            String source, Path file, long record, DeadLetterReason reason, String detail, ByteBuffer bytes, long all) {
        byte[] kept = new byte[Math.min(bytes.remaining(), MOST_BYTES)];
        bytes.duplicate().get(kept);
        return new Refusal(
                source, file, record, reason, detail, ByteBuffer.wrap(kept).asReadOnlyBuffer(), all);
    }

    /** One line for people. */
    public String line() {
        return file.getFileName() + " record " + record + ": " + reason + ", " + detail;
    }

    /** The same for the log. */
    public DeadLetter letter(long atMs) {
        String cut = originalBytes > original.remaining() ? "; value cut, was " + originalBytes + " bytes" : "";
        return DeadLetter.newBuilder()
                .setOriginTopic(source)
                .setOriginPartition(-1)
                .setOriginOffset(-1)
                .setReason(reason)
                .setDetail(line() + cut)
                .setValue(original.duplicate())
                .setAtMs(atMs)
                .build();
    }
}
