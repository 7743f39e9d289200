package io.insitu.schemas.serde;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.event.DeadLetterReason;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's serde for one topic, held to the promises of ours: it is told the topic's name without a namespace,
 * so a replay uses the live run's subject, and what it cannot read becomes an {@link UnreadableRecordException} unless
 * the registry is to blame.
 */
final class ForeignSerde<T extends SpecificRecord> implements Serde<T> {
    private final TopicSpec<T> topic;
    private final Serializer<Object> serializer;
    private final Deserializer<?> deserializer;

    @SuppressWarnings("unchecked") // a serde named by the user takes any Avro record, or says so itself
    ForeignSerde(TopicSpec<T> topic, Serializer<?> serializer, Deserializer<?> deserializer) {
        this.topic = topic;
        this.serializer = (Serializer<Object>) serializer;
        this.deserializer = deserializer;
    }

    @Override
    public Serializer<T> serializer() {
        return (name, value) -> value == null ? null : write(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (name, bytes) -> bytes == null ? missing() : read(bytes);
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }

    private byte[] write(T value) {
        byte[] bytes = serializer.serialize(topic.name(), value);
        if (bytes.length > AvroSerde.MAX_BYTES) {
            throw new RecordTooLargeException("a value for " + topic.name() + " takes " + bytes.length
                    + " bytes, more than the limit of " + AvroSerde.MAX_BYTES);
        }
        return bytes;
    }

    private @Nullable T missing() {
        return AvroSerde.missing(topic);
    }

    private T read(byte[] bytes) {
        if (bytes.length > AvroSerde.MAX_BYTES) {
            throw unreadable(DeadLetterReason.TOO_LARGE, bytes.length + " bytes, the limit is " + AvroSerde.MAX_BYTES);
        }
        Object value;
        try {
            value = deserializer.deserialize(topic.name(), bytes);
        } catch (RuntimeException e) {
            throw unreadable(reason(e), String.valueOf(e.getMessage()));
        }
        if (!topic.type().isInstance(value)) {
            throw unreadable(
                    DeadLetterReason.FOREIGN_SCHEMA,
                    value == null
                            ? "it is nothing"
                            : "it is a " + value.getClass().getName());
        }
        return topic.type().cast(value);
    }

    /** The record's own fault, or the exception again when the registry did not answer. */
    private static DeadLetterReason reason(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("error code: 404")) { // how Confluent's client words it
                return DeadLetterReason.UNKNOWN_SCHEMA;
            }
            if (message.contains("magic byte")) {
                return DeadLetterReason.BAD_MAGIC;
            }
            if (cause instanceof EOFException) {
                return DeadLetterReason.TRUNCATED;
            }
            boolean world = cause instanceof IOException
                    || cause instanceof RetriableException
                    || cause.getClass().getSimpleName().equals("RestClientException");
            if (world) {
                throw thrown;
            }
        }
        return DeadLetterReason.INVALID_FIELD;
    }

    private UnreadableRecordException unreadable(DeadLetterReason reason, String detail) {
        return new UnreadableRecordException(reason, "not a " + topic.type().getSimpleName() + ": " + detail);
    }
}
