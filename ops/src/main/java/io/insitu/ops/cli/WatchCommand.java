package io.insitu.ops.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The public feed on a terminal: everything so far, then each step as it is taken. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Tell every step of evolution so far; while a process runs on the folder, go on until Ctrl-C.")
public final class WatchCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--once", description = "End after what there is so far.")
    private boolean once;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    @Override
    public Integer call() {
        try (Site site = data.join();
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        site.clients().consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.UPDATES.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Deserializer<Update> read = site.serdes().of(Topics.UPDATES).deserializer();
            soFar(consumer).forEach(record -> tell(record, read));
            if (!once && !site.ours()) {
                System.err.println("insitu: these are all so far; waiting for the next, Ctrl-C ends it");
                while (site.runs()) {
                    consumer.poll(POLL).forEach(record -> tell(record, read));
                }
                System.err.println("insitu: the process on " + site.folder().root() + " has ended");
            }
        }
        return ExitCode.OK;
    }

    /** In the order in which the broker took them: each lineage has a partition, and each partition its own order. */
    private static List<ConsumerRecord<byte[], byte[]>> soFar(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(records::add);
        }
        records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
        return records;
    }

    private void tell(ConsumerRecord<byte[], byte[]> record, Deserializer<Update> read) {
        Update update;
        try {
            update = read.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException e) {
            return; // a dead letter already
        }
        System.out.println(json ? json(update) : text(update));
    }

    private static String text(Update update) {
        return String.join(
                "  ",
                Instant.ofEpochMilli(update.getAtMs()).toString(),
                Table.line(update.getLineage()),
                update.getKind().name(),
                Table.line(update.getSummary()),
                update.getSubjectId());
    }

    private static String json(Update update) {
        ObjectNode line = JSON.createObjectNode()
                .put("atMs", update.getAtMs())
                .put("lineage", update.getLineage())
                .put("kind", update.getKind().name())
                .put("summary", update.getSummary())
                .put("subject", update.getSubjectId());
        ObjectNode evidence = line.putObject("evidence");
        new TreeMap<>(update.getEvidence()).forEach(evidence::put);
        return line.toString();
    }
}
