package io.insitu.ops.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    private static final String TOPIC = Topics.INTERACTIONS.name();

    @TempDir
    Path folder;

    @Test
    void aSecondStartOnTheSameFolderFindsEverythingAsItWas() throws Exception {
        Path data = folder.resolve("broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
            ClientSettings settings = new ClientSettings(broker.bootstrap());
            createTopics(settings);
            // Right after creation, where KAFKA-15591 would lose the first batch.
            write(settings, List.of("one", "two", "three"));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
            ClientSettings settings = new ClientSettings(broker.bootstrap());
            createTopics(settings); // asks for nothing that exists
            assertThat(read(settings)).containsExactlyInAnyOrder("one", "two", "three");
        }
    }

    @Test
    void aFactWithAClockFarInTheFutureIsStored() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            ClientSettings settings = new ClientSettings(broker.bootstrap());
            createTopics(settings);
            long inAHundredYears =
                    System.currentTimeMillis() + Duration.ofDays(36_500).toMillis();
            try (KafkaProducer<String, String> producer = producer(settings)) {
                producer.send(new ProducerRecord<>(TOPIC, null, inAHundredYears, "key", "future"))
                        .get();
            }
            assertThat(read(settings)).containsExactly("future");
        }
    }

    private static void createTopics(ClientSettings settings) {
        try (Admin admin = Admin.create(settings.admin())) {
            new TopicCreation(admin).ensure(Topics.all(), "", 2);
        }
    }

    private static void write(ClientSettings settings, List<String> values)
            throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = producer(settings)) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, value, value)).get();
            }
        }
    }

    private static KafkaProducer<String, String> producer(ClientSettings settings) {
        return new KafkaProducer<>(settings.producer(), new StringSerializer(), new StringSerializer());
    }

    private static List<String> read(ClientSettings settings) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings.consumer(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (partitions.stream().mapToLong(consumer::position).sum() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
