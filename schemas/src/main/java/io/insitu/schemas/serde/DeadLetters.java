package io.insitu.schemas.serde;

import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Letters for records that could not be used: their reason, where they lay, and their bytes up to a limit. */
public final class DeadLetters {
    static final int MAX_KEY_BYTES = 64 * 1024;
    static final int MAX_VALUE_BYTES = 256 * 1024;
    static final int MAX_DETAIL_CHARS = 1_000;

    private DeadLetters() {}

    /**
     * Why this exception is the record's own fault; empty when it is not, and then the world or the code is broken and
     * the record must not be set aside.
     */
    public static Optional<DeadLetterReason> reason(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableRecordException unreadable) {
                return Optional.of(unreadable.reason());
            }
            if (cause instanceof RecordTooLargeException) {
                return Optional.of(DeadLetterReason.LIMIT_REACHED);
            }
        }
        return Optional.empty();
    }

    /** What went wrong, in words: the message of the exception that gave the reason. */
    public static String detail(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableRecordException || cause instanceof RecordTooLargeException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return String.valueOf(exception.getMessage());
    }

    /**
     * The letter for a record found on a topic.
     *
     * @param atMs event time of the record
     */
    public static DeadLetter from(
            String topic,
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            DeadLetterReason reason,
            String detail,
            long atMs) {
        return DeadLetter.newBuilder()
                .setOriginTopic(topic)
                .setOriginPartition(partition)
                .setOriginOffset(offset)
                .setReason(reason)
                .setDetail(
                        brief(detail) + cutNote("key", key, MAX_KEY_BYTES) + cutNote("value", value, MAX_VALUE_BYTES))
                .setKey(cut(key, MAX_KEY_BYTES))
                .setValue(cut(value, MAX_VALUE_BYTES))
                .setAtMs(atMs)
                .build();
    }

    private static @Nullable ByteBuffer cut(byte @Nullable [] bytes, int limit) {
        return bytes == null
                ? null
                : ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, limit)).slice();
    }

    private static String cutNote(String what, byte @Nullable [] bytes, int limit) {
        return bytes == null || bytes.length <= limit
                ? ""
                : "; " + what + " cut from " + bytes.length + " to " + limit + " bytes";
    }

    private static String brief(String detail) {
        return detail.length() <= MAX_DETAIL_CHARS ? detail : detail.substring(0, MAX_DETAIL_CHARS) + "...";
    }
}
