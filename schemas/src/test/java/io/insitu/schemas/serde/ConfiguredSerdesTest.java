package io.insitu.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.RandomEvents;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.registry.EmbeddedRegistry;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes.StringSerde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

class ConfiguredSerdesTest {
    /** A serde such as a user could bring along. */
    public static final class BroughtAlong implements Serde<Ack> {
        private final Serde<Ack> ours = new AvroSerdes(EmbeddedRegistry.inMemory()).of(Topics.ACKS);

        @Override
        public void configure(Map<String, ?> configs, boolean isKey) {
            assertThat(configs.get("specific.avro.reader")).isEqualTo(true);
        }

        @Override
        public Serializer<Ack> serializer() {
            return ours.serializer();
        }

        @Override
        public Deserializer<Ack> deserializer() {
            return ours.deserializer();
        }
    }

    @Test
    void aSerdeNamedInConfigurationIsUsed() {
        try (Serde<Ack> serde = named(BroughtAlong.class.getName()).of(Topics.ACKS)) {
            Ack ack = new RandomEvents(1).next(Topics.ACKS);
            byte[] bytes = serde.serializer().serialize("x", ack);

            assertThat(serde.deserializer().deserialize("x", bytes)).isEqualTo(ack);
        }
    }

    @Test
    void aValueOfAnotherKindIsForeign() {
        try (Serde<Ack> serde = named(StringSerde.class.getName()).of(Topics.ACKS)) {
            assertThatThrownBy(() -> serde.deserializer().deserialize("x", new byte[] {65}))
                    .isInstanceOfSatisfying(
                            UnreadableRecordException.class,
                            e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.FOREIGN_SCHEMA));
        }
    }

    @Test
    void aMissingClassIsNamedWithAWayOut() {
        assertThatThrownBy(() -> named("io.nowhere.Serde").of(Topics.ACKS))
                .hasMessageContaining("serde.class=io.nowhere.Serde cannot be used as a Serde")
                .hasMessageContaining("put its jar into lib/");
    }

    private static ConfiguredSerdes named(String type) {
        return new ConfiguredSerdes(Map.of(ConfiguredSerdes.SERDE, type));
    }
}
