package io.insitu.schemas.serde;

import io.insitu.schemas.TopicSpec;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * Where the bytes of a topic's values come from. Our own Avro serdes speak the Confluent wire format over any
 * registry; a user may name a serde class of their own instead.
 */
public interface TopicSerdes {
    /** A serde for the values of this topic. Thread-safe, cheap to keep, closed by whoever asked for it. */
    <T extends SpecificRecord> Serde<T> of(TopicSpec<T> topic);
}
