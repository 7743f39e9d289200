package io.insitu.connectors.taubench;

import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A record of a file that could not be used.
 *
 * @param record its number in the file, from 1
 * @param original the record as read; empty when it could not even be read
 */
public record Refusal(Path file, int record, DeadLetterReason reason, String detail, String original) {
    private static final int MOST_BYTES = 256 * 1024;

    /** One line for people. */
    public String line() {
        return file.getFileName() + " record " + record + ": " + reason + ", " + detail;
    }

    /** The same for the log. */
    public DeadLetter letter(long atMs) {
        byte[] bytes = original.getBytes(StandardCharsets.UTF_8);
        String cut = bytes.length > MOST_BYTES ? "; value cut, was " + bytes.length + " bytes" : "";
        return DeadLetter.newBuilder()
                .setOriginTopic("tau-bench@1")
                .setOriginPartition(-1)
                .setOriginOffset(-1)
                .setReason(reason)
                .setDetail(line() + cut)
                .setValue(ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_BYTES))))
                .setAtMs(atMs)
                .build();
    }
}
