package io.insitu.schemas.serde;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.registry.SchemaRegistry;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** Our own Avro serdes: Confluent's wire format over any registry. */
public final class AvroSerdes implements TopicSerdes {
    private final SchemaRegistry registry;

    public AvroSerdes(SchemaRegistry registry) {
        EventClasses.trust(); // who opens these is about to build events, before the first serde is asked for
        this.registry = registry;
    }

    @Override
    public <T extends SpecificRecord> Serde<T> of(TopicSpec<T> topic) {
        return new AvroSerde<>(topic, registry);
    }
}
