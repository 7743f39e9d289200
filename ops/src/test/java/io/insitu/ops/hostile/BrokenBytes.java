package io.insitu.ops.hostile;

import static io.insitu.schemas.event.DeadLetterReason.BAD_MAGIC;
import static io.insitu.schemas.event.DeadLetterReason.FOREIGN_SCHEMA;
import static io.insitu.schemas.event.DeadLetterReason.INVALID_FIELD;
import static io.insitu.schemas.event.DeadLetterReason.TOO_LARGE;
import static io.insitu.schemas.event.DeadLetterReason.TRUNCATED;
import static io.insitu.schemas.event.DeadLetterReason.UNKNOWN_SCHEMA;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.event.UpdateKind;
import io.insitu.schemas.serde.TopicSerdes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Path one: whoever may write to our topics writes bytes that are no record of them. */
final class BrokenBytes {
    /** What learning reads. */
    static final List<TopicSpec<?>> LEARNT_FROM =
            List.of(Topics.INTERACTIONS, Topics.REPLIES, Topics.CONTROL, Topics.ACKS, Topics.ADAPTERS);
    /** What workers read. */
    static final List<TopicSpec<?>> WORKED_ON = List.of(Topics.REQUESTS, Topics.TRAINING_BATCHES);

    static final int KINDS = 11;

    private final List<TopicSpec<?>> topics;
    private final TopicSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;
    private final Random random;
    private final Expected expected;
    private int sent;

    /** A value, and why it may be refused. */
    private record Broken(byte[] value, Set<DeadLetterReason> reasons) {}

    BrokenBytes(
            List<TopicSpec<?>> topics,
            TopicSerdes serdes,
            KafkaProducer<String, byte[]> producer,
            long seed,
            Expected expected) {
        this.topics = topics;
        this.serdes = serdes;
        this.producer = producer;
        this.random = new Random(seed);
        this.expected = expected;
    }

    void send() {
        TopicSpec<?> topic = topics.get(sent % topics.size());
        Broken broken = broken(topic, sent / topics.size() % KINDS);
        sent++;
        String key = random.nextInt(10) == 0 ? null : "k" + random.nextInt(9);
        producer.send(new ProducerRecord<>(topic.name(), key, broken.value()), (at, failure) -> {
            if (failure == null) {
                expected.letterAt(at.topic(), at.partition(), at.offset(), broken.reasons());
            }
        });
    }

    private Broken broken(TopicSpec<?> topic, int kind) {
        byte[] good = good(topic);
        return switch (kind) {
            case 0 -> new Broken(null, EnumSet.of(TRUNCATED));
            case 1 -> new Broken(new byte[0], EnumSet.of(TRUNCATED));
            case 2 -> new Broken(with(good, 0, 1 + random.nextInt(255)), EnumSet.of(BAD_MAGIC));
            case 3 -> new Broken(Arrays.copyOf(good, 1 + random.nextInt(4)), EnumSet.of(TRUNCATED));
            case 4 -> new Broken(withId(good, 1_000_000 + random.nextInt(1_000)), EnumSet.of(UNKNOWN_SCHEMA));
            case 5 -> new Broken(withId(good, foreignId()), EnumSet.of(FOREIGN_SCHEMA));
            case 6 ->
                new Broken(
                        Arrays.copyOf(good, 5 + random.nextInt(good.length - 5)), EnumSet.of(TRUNCATED, INVALID_FIELD));
            case 7 -> new Broken(Arrays.copyOf(good, good.length + 1 + random.nextInt(9)), EnumSet.of(INVALID_FIELD));
            case 8 -> new Broken(Arrays.copyOf(good, 1_000_001 + random.nextInt(99)), EnumSet.of(TOO_LARGE));
            case 9 -> new Broken(absurdLength(good), EnumSet.of(TRUNCATED, INVALID_FIELD));
            default -> new Broken(noise(), EnumSet.complementOf(EnumSet.of(DeadLetterReason.UNKNOWN)));
        };
    }

    private byte[] good(TopicSpec<?> topic) {
        if (topic == Topics.INTERACTIONS) {
            return bytes(topic, GoodLog.event("any", "mess", 0, GoodLog.START_MS, GoodLog.task("any", "gold")));
        }
        SpecificRecord work = topic == Topics.REQUESTS ? Work.request("any") : Work.batch("any", "any base");
        return bytes(topic, WORKED_ON.contains(topic) ? work : Nonsense.fact(topic, "mess", "any", GoodLog.START_MS));
    }

    private <T extends SpecificRecord> byte[] bytes(TopicSpec<T> topic, SpecificRecord record) {
        return serdes.of(topic)
                .serializer()
                .serialize(topic.name(), topic.type().cast(record));
    }

    /** The id of a schema the registry knows, but of another topic. */
    private int foreignId() {
        Update update = Update.newBuilder()
                .setUpdateId("u")
                .setLineage("mess")
                .setKind(UpdateKind.CONVERGED)
                .setSubjectId("s")
                .setSummary("")
                .setAtMs(1)
                .build();
        return ByteBuffer.wrap(bytes(Topics.UPDATES, update)).getInt(1);
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        bytes[index] = (byte) value;
        return bytes;
    }

    private static byte[] withId(byte[] bytes, int id) {
        ByteBuffer.wrap(bytes).putInt(1, id);
        return bytes;
    }

    /** Each of these records begins with a string: this one claims a length of nearly two gigabytes. */
    private static byte[] absurdLength(byte[] good) {
        byte[] bytes = Arrays.copyOf(good, 14);
        byte[] length = {(byte) 0xF0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        System.arraycopy(length, 0, bytes, 5, length.length);
        return bytes;
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        return bytes;
    }
}
