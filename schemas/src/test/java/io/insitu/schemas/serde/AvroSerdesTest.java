package io.insitu.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.insitu.schemas.MalformedRecords;
import io.insitu.schemas.MalformedRecords.Malformed;
import io.insitu.schemas.RandomEvents;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroSerdesTest {
    private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory();
    private final AvroSerdes serdes = new AvroSerdes(registry);

    static Stream<TopicSpec<?>> topics() {
        return Topics.all().stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void whatIsWrittenIsRead(TopicSpec<T> topic) {
        Serde<T> serde = serdes.of(topic);
        for (long seed = 0; seed < 200; seed++) {
            T event = new RandomEvents(seed).next(topic);

            byte[] bytes = serde.serializer().serialize(topic.name(), event);

            assertThat(serde.deserializer().deserialize(topic.name(), bytes))
                    .as("seed %d", seed)
                    .isEqualTo(event);
        }
    }

    @Test
    void theOrderInWhichAMapWasFilledChangesNoByte() {
        assertThat(withEvidence("p", "net", "flips")).isEqualTo(withEvidence("flips", "p", "net"));
    }

    private byte[] withEvidence(String... names) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        List.of(names).forEach(name -> evidence.put(name, 1.0));
        Update update = Update.newBuilder(new RandomEvents(1).next(Topics.UPDATES))
                .setEvidence(evidence)
                .build();
        return serdes.of(Topics.UPDATES).serializer().serialize(Topics.UPDATES.name(), update);
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void damagedBytesAreUnreadableAndNothingElse(TopicSpec<T> topic) {
        Serde<T> serde = serdes.of(topic);
        Random random = new Random(7);
        for (long seed = 0; seed < 500; seed++) {
            byte[] bytes = serde.serializer().serialize(topic.name(), new RandomEvents(seed).next(topic));
            for (int damage = 1 + random.nextInt(3); damage > 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                serde.deserializer().deserialize(topic.name(), bytes);
            } catch (UnreadableRecordException expected) {
                assertThat(expected.reason()).as("seed %d", seed).isNotEqualTo(DeadLetterReason.UNKNOWN);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void malformedBytesGiveTheirReason(TopicSpec<T> topic) {
        Serde<T> serde = serdes.of(topic);
        MalformedRecords malformed = new MalformedRecords(registry, 42);
        for (int i = 0; i < 100; i++) {
            Malformed record = malformed.next(topic);

            UnreadableRecordException refusal = catchThrowableOfType(
                    UnreadableRecordException.class,
                    () -> serde.deserializer().deserialize(topic.name(), record.value()));

            assertThat(refusal).as("%s number %d", record, i).isNotNull();
            assertThat(record.kind().mayGive(refusal.reason()))
                    .as("%s number %d was refused as %s", record, i, refusal.reason())
                    .isTrue();
        }
    }

    @Test
    void aVersionWithAnotherFieldIsRead() throws IOException {
        Ack ack = ack("r1");
        Schema ours = WireSchema.of(Topics.ACKS);
        Schema next = withField(ours, "zone", "\"somewhere\"");
        int id = registry.register(Topics.ACKS.name() + "-value", ours);
        int nextId = registry.register(Topics.ACKS.name() + "-value", next);
        GenericRecordBuilder newer = new GenericRecordBuilder(next);
        ours.getFields().forEach(field -> newer.set(field.name(), generic(ack, field)));
        newer.set("zone", "here");

        Ack read = serdes.of(Topics.ACKS)
                .deserializer()
                .deserialize(Topics.ACKS.name(), bytes(nextId, next, newer.build()));

        assertThat(nextId).isNotEqualTo(id);
        assertThat(read).isEqualTo(ack);
    }

    @Test
    void aVersionThatLacksADefaultedFieldIsRead() throws IOException {
        Schema full = WireSchema.of(Topics.ACKS);
        Schema older = withoutField(full, "elapsedMs");
        int id = registry.register("older-value", older);
        GenericRecordBuilder record = new GenericRecordBuilder(older);
        older.getFields().forEach(field -> record.set(field.name(), generic(ack("r1"), field)));

        Ack read =
                serdes.of(Topics.ACKS).deserializer().deserialize(Topics.ACKS.name(), bytes(id, older, record.build()));

        assertThat(read).isEqualTo(ack("r1"));
    }

    @Test
    void aRecordAboveTheLimitIsNotWritten() {
        assertThatThrownBy(() ->
                        serdes.of(Topics.ACKS).serializer().serialize(Topics.ACKS.name(), ack("r".repeat(1_000_001))))
                .isInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("more than the limit of 1000000");
    }

    @Test
    void nothingIsATombstoneOnlyWhereTopicsAreCompacted() {
        assertThat(serdes.of(Topics.TOOLS).deserializer().deserialize(Topics.TOOLS.name(), null))
                .isNull();
        assertThatThrownBy(() -> serdes.of(Topics.ACKS).deserializer().deserialize(Topics.ACKS.name(), null))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void aReplaySpeaksUnderTheSubjectOfTheLiveRun() {
        serdes.of(Topics.ACKS).serializer().serialize(Topics.ACKS.in("check-1"), ack("r1"));

        assertThat(registry.register("insitu.acks.v1-value", WireSchema.of(Topics.ACKS)))
                .isEqualTo(1);
    }

    @Test
    void aSilentRegistryIsNotTheRecordsFault() {
        byte[] bytes = serdes.of(Topics.ACKS).serializer().serialize(Topics.ACKS.name(), ack("r1"));

        assertThatThrownBy(() -> new AvroSerdes(new SilentRegistry())
                        .of(Topics.ACKS)
                        .deserializer()
                        .deserialize(Topics.ACKS.name(), bytes))
                .isInstanceOf(RegistryException.class);
    }

    private static final class SilentRegistry implements SchemaRegistry {
        @Override
        public int register(String subject, Schema schema) {
            throw new RegistryException(0, "silent");
        }

        @Override
        public Schema byId(int id) {
            throw new RegistryException(0, "silent");
        }
    }

    private static Ack ack(String replica) {
        return Ack.newBuilder()
                .setReplica(replica)
                .setLineage("desk-all")
                .setKind(AckKind.LOADED)
                .setAdapterId("a1")
                .setAtMs(5)
                .build();
    }

    private static Object generic(Ack ack, Schema.Field field) {
        Object value = ack.get(ack.getSchema().getField(field.name()).pos());
        return value instanceof Enum<?> symbol ? new GenericData.EnumSymbol(field.schema(), symbol.name()) : value;
    }

    private static Schema withField(Schema schema, String name, String defaultJson) {
        String json = schema.toString();
        int end = json.lastIndexOf(']');
        return new Schema.Parser()
                .parse(json.substring(0, end) + ",{\"name\":\"" + name + "\",\"type\":\"string\",\"default\":"
                        + defaultJson + "}" + json.substring(end));
    }

    private static Schema withoutField(Schema schema, String name) {
        List<Schema.Field> kept = schema.getFields().stream()
                .filter(field -> !field.name().equals(name))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, kept);
    }

    private static byte[] bytes(int id, Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
