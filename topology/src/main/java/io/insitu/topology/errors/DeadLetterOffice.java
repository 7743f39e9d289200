package io.insitu.topology.errors;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.serde.DeadLetters;
import io.insitu.schemas.serde.TopicSerdes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes letters for the dead-letter topic of one namespace. Kafka makes the handlers itself, so the office reaches
 * them as an object inside the streams configuration; {@link #config} is all an application has to add.
 */
public final class DeadLetterOffice {
    private static final String KEY = "insitu.dead.letter.office";

    private final String topic;
    private final Serializer<DeadLetter> serializer;

    public DeadLetterOffice(TopicSerdes serdes, String namespace) {
        this.topic = Topics.DEAD_LETTERS.in(namespace);
        this.serializer = serdes.of(Topics.DEAD_LETTERS).serializer();
    }

    /** Entries for the streams configuration: both handlers, and this office for them to find. */
    public Map<String, Object> config() {
        return Map.of(
                KEY,
                this,
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                UnreadableToDeadLetter.class,
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                BrokenToDeadLetter.class);
    }

    static DeadLetterOffice from(Map<String, ?> config) {
        if (config.get(KEY) instanceof DeadLetterOffice office) {
            return office;
        }
        throw new IllegalArgumentException("streams configuration lacks " + KEY + ": add DeadLetterOffice.config()");
    }

    /** The letter to send, or empty when the record is not to blame. */
    Optional<List<ProducerRecord<byte[], byte[]>>> letters(
            ErrorHandlerContext context, byte @Nullable [] key, byte @Nullable [] value, Exception exception) {
        return DeadLetters.reason(exception).map(reason -> List.of(letter(context, key, value, reason, exception)));
    }

    private ProducerRecord<byte[], byte[]> letter(
            ErrorHandlerContext context,
            byte @Nullable [] key,
            byte @Nullable [] value,
            DeadLetterReason reason,
            Exception exception) {
        long atMs = Math.max(0, context.timestamp());
        DeadLetter letter = DeadLetters.from(
                context.topic(),
                context.partition(),
                context.offset(),
                key,
                value,
                reason,
                DeadLetters.detail(exception),
                atMs);
        return new ProducerRecord<>(
                topic,
                null,
                atMs,
                context.topic().getBytes(StandardCharsets.UTF_8),
                serializer.serialize(topic, letter));
    }
}
