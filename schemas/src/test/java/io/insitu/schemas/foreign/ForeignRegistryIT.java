package io.insitu.schemas.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.RandomEvents;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.registry.ConfluentRegistry;
import io.insitu.schemas.registry.RegistryConfig;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.serde.AvroSerdes;
import io.insitu.schemas.serde.ConfiguredSerdes;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.schemas.serde.UnreadableRecordException;
import io.insitu.schemas.serde.WireSchema;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A registry and serdes that are not ours. Off by default, because the registry is a download of 158 MB and needs Java 21:
 * {@code mvn -pl schemas verify -Pforeign-registry}.
 */
@Tag("foreign-registry")
class ForeignRegistryIT {
    /** The subject is the topic with -value, as everywhere. */
    private static final String STRATEGY = "io.apicurio.registry.serde.strategy.TopicIdStrategy";

    private static Apicurio apicurio;

    @BeforeAll
    static void start() throws Exception {
        Path java = Path.of(Objects.requireNonNull(System.getProperty("foreign.java")), "bin", "java");
        apicurio = Apicurio.start(Path.of(Objects.requireNonNull(System.getProperty("foreign.home"))), java);
    }

    @AfterAll
    static void stop() {
        apicurio.close();
    }

    static Stream<TopicSpec<?>> topics() {
        return Topics.all().stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void whatWeWriteThroughItWeRead(TopicSpec<T> topic) {
        T event = new RandomEvents(7).next(topic);
        byte[] bytes = ours().of(topic).serializer().serialize(topic.name(), event);
        assertThat(ours().of(topic).deserializer().deserialize(topic.name(), bytes))
                .isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void whatWeWriteItsOwnSerdeReads(TopicSpec<T> topic) {
        T event = new RandomEvents(8).next(topic);
        byte[] bytes = ours().of(topic).serializer().serialize(topic.name(), event);
        try (Serde<T> theirs = theirs().of(topic)) {
            assertThat(theirs.deserializer().deserialize(topic.name(), bytes)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void whatItsOwnSerdeWritesWeRead(TopicSpec<T> topic) {
        T event = new RandomEvents(9).next(topic);
        try (Serde<T> theirs = theirs().of(topic)) {
            byte[] bytes = theirs.serializer().serialize(topic.name(), event);
            assertThat(ours().of(topic).deserializer().deserialize(topic.name(), bytes))
                    .isEqualTo(event);
            assertThat(theirs.deserializer().deserialize(topic.name(), bytes)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void aSchemaIsRegisteredOnceAndReadBackAsItWas(TopicSpec<?> topic) {
        Schema schema = WireSchema.of(topic);
        int id = registry().register(topic.name() + "-value", schema);
        assertThat(registry().register(topic.name() + "-value", schema)).isEqualTo(id);
        assertThat(registry().byId(id)).isEqualTo(schema);
    }

    @Test
    void aSchemaThatCouldNotReadTheOldOneIsRefused() {
        registry().register("guarded-value", record("string"));
        assertThatThrownBy(() -> registry().register("guarded-value", record("long")))
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(409));
    }

    @Test
    void aSchemaIdItNeverGaveIsUnknown() {
        byte[] bytes = ByteBuffer.allocate(6)
                .put((byte) 0)
                .putInt(987_654)
                .put((byte) 0)
                .array();
        assertThatThrownBy(() -> ours().of(Topics.ACKS).deserializer().deserialize("x", bytes))
                .isInstanceOfSatisfying(
                        UnreadableRecordException.class,
                        letter -> assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA));
    }

    @Test
    void bytesItsOwnSerdeCannotReadAreUnreadableAndNotTheWorldsFault() {
        try (Serde<?> theirs = theirs().of(Topics.ACKS)) {
            assertThatThrownBy(() -> theirs.deserializer().deserialize("x", new byte[] {7, 7, 7, 7, 7, 7}))
                    .isInstanceOf(UnreadableRecordException.class);
        }
    }

    private static Schema record(String type) {
        return SchemaBuilder.record("Guarded")
                .fields()
                .name("field")
                .type(SchemaBuilder.builder().type(type))
                .noDefault()
                .endRecord();
    }

    /** Each call asks the registry anew: nothing is answered from an earlier test's memory. */
    private static ConfluentRegistry registry() {
        return new ConfluentRegistry(RegistryConfig.at(apicurio.confluent()));
    }

    private static TopicSerdes ours() {
        return new AvroSerdes(registry());
    }

    /** As a user would name them in configuration. */
    private static TopicSerdes theirs() {
        return new ConfiguredSerdes(Map.of(
                ConfiguredSerdes.SERDE,
                "io.apicurio.registry.serde.avro.AvroSerde",
                "apicurio.registry.url",
                apicurio.own(),
                "apicurio.registry.auto-register",
                true,
                // Whole schemas: otherwise it registers each named type for itself, which we do not read.
                "apicurio.registry.dereference-schema",
                true,
                "apicurio.registry.artifact-resolver-strategy",
                STRATEGY,
                "apicurio.registry.use-specific-avro-reader",
                true));
    }
}
