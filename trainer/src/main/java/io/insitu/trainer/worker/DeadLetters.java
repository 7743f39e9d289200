package io.insitu.trainer.worker;

import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A consumed record as a dead letter, its bytes cut to what a letter may hold. */
final class DeadLetters {
    private static final int MAX_KEY = 64 << 10;
    private static final int MAX_VALUE = 256 << 10;

    private DeadLetters() {}

    static DeadLetter of(ConsumerRecord<String, byte[]> record, DeadLetterReason reason, String detail) {
        byte[] key = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
        byte[] value = record.value();
        String cut = value != null && value.length > MAX_VALUE ? " (value cut from " + value.length + " bytes)" : "";
        return DeadLetter.newBuilder()
                .setOriginTopic(record.topic())
                .setOriginPartition(record.partition())
                .setOriginOffset(record.offset())
                .setReason(reason)
                .setDetail(detail + cut)
                .setKey(wrap(key, MAX_KEY))
                .setValue(wrap(value, MAX_VALUE))
                .setAtMs(record.timestamp())
                .build();
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes, int max) {
        return bytes == null ? null : ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(bytes.length, max)));
    }
}
