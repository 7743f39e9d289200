package io.insitu.ops.log;

import io.insitu.ops.broker.ClientSettings;
import io.insitu.ops.log.LogReader.Line;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.serde.TopicSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Follows a topic from its first record on: committed and readable records only, each partition in its order. */
public final class LogTail<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<T> deserializer;

    public LogTail(ClientSettings clients, TopicSerdes serdes, TopicSpec<T> topic) {
        this.deserializer = serdes.of(topic).deserializer();
        this.consumer =
                new KafkaConsumer<>(clients.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All up to the present end. */
    public List<Line<T>> soFar() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        List<Line<T>> lines = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            lines.addAll(next());
        }
        return lines;
    }

    /** What is new since the last call; none: nothing came within half a second. */
    public List<Line<T>> next() {
        List<Line<T>> lines = new ArrayList<>();
        consumer.poll(POLL)
                .forEach(record -> LogReader.line(record, deserializer).ifPresent(lines::add));
        return lines;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
