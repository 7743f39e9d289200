package io.insitu.ops.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Main;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteIT {
    private static final TopicSpec<?> TOPIC = Topics.TRAINING_BATCHES;
    private static final TopicPartition PLACE = new TopicPartition(TOPIC.name(), 0);
    private static final String GROUP = "worker";

    @TempDir
    Path folder;

    @Test
    void aLeftoverAddressThatLeadsToTheBrokerOfAnotherFolderIsNotJoined() throws Exception {
        DataFolder mine = DataFolder.create(folder.resolve("mine"));
        DataFolder other = DataFolder.create(folder.resolve("other"));
        Site.start(mine).close();
        try (Site another = Site.start(other)) {
            Files.copy(other.site(), mine.site()); // a living process, a port that answers, the wrong cluster
            try (Site joined = Site.join(mine)) {
                assertThat(joined.ours()).isTrue();
                assertThat(joined.clients().bootstrap())
                        .isNotEqualTo(another.clients().bootstrap());
            }
            try (Site joined = Site.join(other)) {
                assertThat(joined.ours()).isFalse();
            }
        }
    }

    @Test
    void whatNeedsALogAtRestRefusesAFolderThatAnotherProcessRunsOn() {
        DataFolder data = DataFolder.create(folder);
        try (Site running = Site.start(data)) {
            assertThat(run("replay", "--into", "x", "--diff")).isEqualTo(ExitCode.USAGE);
            assertThat(run("audit-log")).isEqualTo(ExitCode.USAGE);
            assertThat(running.ours()).isTrue();
        }
    }

    @Test
    void aGroupIsBehindUntilItsPositionPassedEveryCommittedRecordAndNoTransactionIsOpen() throws Exception {
        try (Site site = Site.start(DataFolder.create(folder));
                Lag lag = new Lag(site.clients());
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        site.clients().producer("writer"), new StringSerializer(), new StringSerializer())) {
            assertThat(lag.recordsBehind(GROUP, TOPIC)).isZero();

            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(PLACE.topic(), PLACE.partition(), "key", "value"))
                    .get();
            assertThat(lag.recordsBehind(GROUP, TOPIC))
                    .as("still being written")
                    .isPositive();
            assertThat(lag.offsetsBehind(GROUP, List.of(TOPIC))).isPositive();
            assertThat(lag.awaitNoOpenTransaction(Duration.ZERO)).isFalse();

            producer.commitTransaction();
            assertThat(lag.awaitNoOpenTransaction(Duration.ofMinutes(1))).isTrue();
            assertThat(lag.recordsBehind(GROUP, TOPIC)).isEqualTo(1);

            commit(site, 1);
            assertThat(lag.recordsBehind(GROUP, TOPIC))
                    .as("a marker is no work")
                    .isZero();
        }
    }

    private static void commit(Site site, long offset) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                site.clients().consumer(GROUP), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PLACE));
            consumer.commitSync(Map.of(PLACE, new OffsetAndMetadata(offset)));
        }
    }

    private int run(String... words) {
        String[] arguments = Stream.concat(Arrays.stream(words), Stream.of("--data", folder.toString()))
                .toArray(String[]::new);
        return Main.commandLine().execute(arguments);
    }
}
