package io.insitu.processors.route;

import io.insitu.processors.StageFact;
import io.insitu.schemas.TopicSpec;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Sends each fact to the sink of its topic. */
public final class RouteFactProcessor extends ContextualProcessor<String, StageFact, String, SpecificRecord> {
    private final Function<TopicSpec<?>, String> sinks;

    /**
     * @param sinks the node that writes a topic
     */
    public RouteFactProcessor(Function<TopicSpec<?>, String> sinks) {
        this.sinks = sinks;
    }

    @Override
    public void process(Record<String, StageFact> record) {
        Departure.of(record.value())
                .ifPresent(departure -> context()
                        .forward(
                                record.withKey(departure.key()).withValue(departure.value()),
                                sinks.apply(departure.topic())));
    }
}
