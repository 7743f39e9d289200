package io.insitu.schemas.serde;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.TopicSpec.Retention;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The values of one topic. The subject carries no namespace: a replay speaks the same words as the live run.
 *
 * <pre>
 * 0x00 | schema id, 4 bytes, big endian | Avro binary
 * </pre>
 */
final class AvroSerde<T extends SpecificRecord> implements Serde<T> {
    static final int MAX_BYTES = 1_000_000;
    static final byte MAGIC = 0;
    static final int HEADER = 1 + Integer.BYTES;

    static {
        EventClasses.trust();
    }

    private final TopicSpec<T> topic;
    private final SchemaRegistry registry;
    private final SpecificData model;
    private final Schema schema;
    private final OrderedDatumWriter<T> writer;
    private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();
    private volatile @Nullable Integer registered;

    AvroSerde(TopicSpec<T> topic, SchemaRegistry registry) {
        this.topic = topic;
        this.registry = registry;
        this.model = SpecificData.getForClass(topic.type());
        this.schema = model.getSchema(topic.type());
        this.writer = new OrderedDatumWriter<>(schema, model);
    }

    @Override
    public Serializer<T> serializer() {
        return (name, value) -> value == null ? null : write(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (name, bytes) -> bytes == null ? missing(topic) : read(bytes);
    }

    /** A tombstone on a compacted topic; on a topic of facts, a record that says nothing. */
    static <T extends SpecificRecord> @Nullable T missing(TopicSpec<T> topic) {
        if (topic.retention() == Retention.COMPACTED) {
            return null;
        }
        throw new UnreadableRecordException(
                DeadLetterReason.TRUNCATED, "not a " + topic.type().getSimpleName() + ": no value at all");
    }

    private byte[] write(T value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(
                ByteBuffer.allocate(HEADER).put(MAGIC).putInt(registeredId()).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused a write", e);
        }
        if (out.size() > MAX_BYTES) {
            throw new RecordTooLargeException("a " + schema.getName() + " for " + topic.name() + " takes " + out.size()
                    + " bytes, more than the limit of " + MAX_BYTES);
        }
        return out.toByteArray();
    }

    private int registeredId() {
        Integer id = registered;
        if (id == null) {
            id = registry.register(topic.name() + "-value", WireSchema.of(topic));
            registered = id;
        }
        return id;
    }

    private T read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw unreadable(DeadLetterReason.TOO_LARGE, bytes.length + " bytes, the limit is " + MAX_BYTES);
        }
        if (bytes.length == 0) {
            throw unreadable(DeadLetterReason.TRUNCATED, "no bytes at all");
        }
        if (bytes[0] != MAGIC) {
            throw unreadable(DeadLetterReason.BAD_MAGIC, "it starts with byte " + bytes[0] + " instead of 0");
        }
        if (bytes.length < HEADER) {
            throw unreadable(DeadLetterReason.TRUNCATED, "it ends inside the schema id");
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        SpecificDatumReader<T> reader = readers.get(id);
        if (reader == null) {
            reader = readerFor(id);
            readers.put(id, reader);
        }
        return decode(reader, bytes);
    }

    private SpecificDatumReader<T> readerFor(int id) {
        Schema written;
        try {
            written = registry.byId(id);
        } catch (RegistryException e) {
            if (e.unknown()) {
                throw unreadable(DeadLetterReason.UNKNOWN_SCHEMA, "no schema has the id " + id);
            }
            if (e.notAvro()) {
                throw unreadable(DeadLetterReason.FOREIGN_SCHEMA, String.valueOf(e.getMessage()));
            }
            throw e;
        }
        if (!written.getFullName().equals(schema.getFullName())) {
            throw unreadable(DeadLetterReason.FOREIGN_SCHEMA, "it is a " + written.getFullName());
        }
        if (SchemaCompatibility.checkReaderWriterCompatibility(schema, written).getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw unreadable(DeadLetterReason.FOREIGN_SCHEMA, "schema id " + id + " is not a version of ours");
        }
        return new SpecificDatumReader<>(written, schema, model);
    }

    private T decode(SpecificDatumReader<T> reader, byte[] bytes) {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
        T value;
        try {
            value = reader.read(null, decoder);
            if (decoder.isEnd()) {
                return value;
            }
        } catch (EOFException e) {
            throw unreadable(DeadLetterReason.TRUNCATED, "it ends inside a field");
        } catch (IOException | RuntimeException e) {
            throw unreadable(DeadLetterReason.INVALID_FIELD, String.valueOf(e.getMessage()));
        }
        throw unreadable(DeadLetterReason.INVALID_FIELD, "bytes follow after its last field");
    }

    private UnreadableRecordException unreadable(DeadLetterReason reason, String detail) {
        return new UnreadableRecordException(reason, "not a " + schema.getName() + ": " + detail);
    }
}
