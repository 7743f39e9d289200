package io.insitu.ops.bench.stream;

import io.insitu.ops.UserError;
import io.insitu.ops.broker.TopicCreation;
import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.TopicSpec.Retention;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Interaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast the bytes of the interactions are copied, several times over: a copy of so few as learning can work off would be
 * over before it has warmed up. So they are written to a topic of their own again and again, and that is copied.
 */
final class Copies {
    private static final TopicSpec<Interaction> FROM = topic("bench-copied");
    private static final TopicSpec<Interaction> TO = topic("bench-copy");
    private static final int MOST_KEPT = 50_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Site site;
    private final long records;
    private int copies;

    /**
     * @param records how many to copy each time
     */
    Copies(Site site, long records) {
        this.site = site;
        this.records = records;
    }

    private static TopicSpec<Interaction> topic(String name) {
        return new TopicSpec<>(name, Interaction.class, Retention.FACT, "trajectoryId");
    }

    /** Writes what is to be copied: the interactions on the log, in the same partitions. */
    void prepare() {
        try (Admin admin = Admin.create(site.clients().admin())) {
            new TopicCreation(admin).ensure(List.of(FROM, TO), "", Site.PARTITIONS);
        }
        List<ConsumerRecord<byte[], byte[]>> told = told();
        Map<String, Object> settings = site.clients().producer();
        settings.put("linger.ms", 5);
        settings.put("batch.size", 128 * 1024);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < records; i++) {
                ConsumerRecord<byte[], byte[]> record = told.get((int) (i % told.size()));
                producer.send(new ProducerRecord<>(FROM.name(), record.partition(), record.key(), record.value()));
            }
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> told() {
        List<ConsumerRecord<byte[], byte[]>> told = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                site.clients().consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.INTERACTIONS.name()).stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (told.size() < MOST_KEPT
                    && partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(POLL).forEach(told::add);
            }
        }
        if (told.isEmpty()) {
            throw new UserError("bench: there is nothing to copy");
        }
        return told;
    }

    /**
     * Records copied per second, each time by a new application.
     *
     * @param remembers whether each is also put into a store, which is what durable state costs and no more
     */
    List<Double> copied(int times, boolean remembers) throws InterruptedException {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (CopyApp copy = CopyApp.start(site, "bench-copy-" + ++copies, FROM, TO, remembers)) {
                rates.add(new CatchingUp(site, FROM, records)
                        .pace(copy.group(), List.of(FROM), copy::check)
                        .perSecond());
            }
        }
        return rates;
    }
}
