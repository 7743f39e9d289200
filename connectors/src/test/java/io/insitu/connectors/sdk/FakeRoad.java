package io.insitu.connectors.sdk;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.serde.TopicSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker that is not there: answers at once, or never. */
public final class FakeRoad {
    private FakeRoad() {}

    public static MockProducer<String, byte[]> producer(boolean answers) {
        return new MockProducer<>(answers, null, new StringSerializer(), new ByteArraySerializer());
    }

    public static Outbox outbox(MockProducer<String, byte[]> producer, int capacity) {
        return new Outbox(producer, new AsText(), capacity, 1_000_000, Duration.ofMillis(200));
    }

    /** Values as their JSON text, so that a test can read what was sent. */
    private static final class AsText implements TopicSerdes {
        @Override
        public <T extends SpecificRecord> Serde<T> of(TopicSpec<T> topic) {
            return Serdes.serdeFrom(
                    (name, value) -> value.toString().getBytes(StandardCharsets.UTF_8), (name, bytes) -> {
                        throw new UnsupportedOperationException("only written");
                    });
        }
    }
}
