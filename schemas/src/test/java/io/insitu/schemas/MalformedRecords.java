package io.insitu.schemas;

import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.registry.SchemaRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;

/** Values that are no record of a topic, drawn from a seed, each with the reasons a reader may give for refusing it. */
public final class MalformedRecords {
    /** What is wrong with a value. */
    public enum Kind {
        EMPTY(DeadLetterReason.TRUNCATED),
        BAD_MAGIC(DeadLetterReason.BAD_MAGIC),
        SHORT_HEADER(DeadLetterReason.TRUNCATED),
        UNKNOWN_ID(DeadLetterReason.UNKNOWN_SCHEMA),
        FOREIGN_SCHEMA(DeadLetterReason.FOREIGN_SCHEMA),
        TRUNCATED(DeadLetterReason.TRUNCATED),
        TRAILING_BYTES(DeadLetterReason.INVALID_FIELD),
        ABSURD_SIZE(DeadLetterReason.TOO_LARGE),
        ABSURD_LENGTH(DeadLetterReason.TRUNCATED, DeadLetterReason.INVALID_FIELD),
        RANDOM_BYTES(DeadLetterReason.values());

        private final DeadLetterReason[] reasons;

        Kind(DeadLetterReason... reasons) {
            this.reasons = reasons;
        }

        public boolean mayGive(DeadLetterReason reason) {
            return Arrays.asList(reasons).contains(reason);
        }
    }

    /** One value, with what is wrong with it. */
    public record Malformed(Kind kind, byte[] value) {
        @Override
        public String toString() {
            return kind + ", " + value.length + " bytes";
        }
    }

    private static final Schema FOREIGN = SchemaBuilder.record("elsewhere.Invoice")
            .fields()
            .requiredString("number")
            .endRecord();
    private static final int LIMIT = 1_000_000;

    private final SchemaRegistry registry;
    private final RandomEvents events;
    private final Random random;

    /** @param registry the reader's; a foreign schema is registered there too */
    public MalformedRecords(SchemaRegistry registry, long seed) {
        this.registry = registry;
        this.events = new RandomEvents(seed);
        this.random = new Random(seed);
    }

    /** The next value, of any kind. */
    public Malformed next(TopicSpec<?> topic) {
        return next(topic, Kind.values()[random.nextInt(Kind.values().length)]);
    }

    public Malformed next(TopicSpec<?> topic, Kind kind) {
        return new Malformed(kind, value(topic, kind));
    }

    private byte[] value(TopicSpec<?> topic, Kind kind) {
        return switch (kind) {
            case EMPTY -> new byte[0];
            case BAD_MAGIC -> withMagic(good(topic), (byte) (1 + random.nextInt(255)));
            case SHORT_HEADER -> Arrays.copyOf(good(topic), 1 + random.nextInt(4));
            case UNKNOWN_ID -> withId(good(topic), Integer.MAX_VALUE - random.nextInt(1000));
            case FOREIGN_SCHEMA -> withId(good(topic), registry.register("elsewhere-value", FOREIGN));
            case TRUNCATED -> truncated(good(topic));
            case TRAILING_BYTES -> longer(good(topic));
            case ABSURD_SIZE -> Arrays.copyOf(good(topic), LIMIT + 1 + random.nextInt(LIMIT));
            case ABSURD_LENGTH -> absurdLength(good(topic));
            case RANDOM_BYTES -> randomBytes();
        };
    }

    private <T extends SpecificRecord> byte[] good(TopicSpec<T> topic) {
        return new AvroSerdes(registry).of(topic).serializer().serialize(topic.name(), events.next(topic));
    }

    private static byte[] withMagic(byte[] bytes, byte magic) {
        bytes[0] = magic;
        return bytes;
    }

    private static byte[] withId(byte[] bytes, int id) {
        ByteBuffer.wrap(bytes).putInt(1, id);
        return bytes;
    }

    private byte[] truncated(byte[] bytes) {
        return Arrays.copyOf(bytes, 5 + random.nextInt(bytes.length - 5));
    }

    private byte[] longer(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
    }

    /** Every topic's record begins with a string: this one claims a length of nearly two gigabytes. */
    private static byte[] absurdLength(byte[] bytes) {
        return ByteBuffer.allocate(14)
                .put(bytes, 0, 5)
                .put(new byte[] {(byte) 0xF0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F})
                .put(new byte[4])
                .array();
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        return bytes;
    }
}
