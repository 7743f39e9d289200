package io.insitu.processors.violation;

import org.apache.kafka.streams.processor.api.Record;

/** A plain class that knows a Kafka record, and a shell that may. */
public record KnowsKafka(Record<String, String> record) {
    /** Its name says so, hence it may. */
    public record PermittedProcessor(Record<String, String> record) {}
}
