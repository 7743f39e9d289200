package io.insitu.ops.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log that a broker leaves which was killed after a decision, and which forgot the markers on its next start: the
 * transaction is open on its partition, and the coordinator's log calls it decided, then complete. Written by hand.
 */
class LostMarkersIT {
    private static final String DECISIONS = "__transaction_state";
    private static final TopicPartition PLACE = new TopicPartition(Topics.UPDATES.name(), 0);
    private static final byte PREPARE_COMMIT = 2;
    private static final byte PREPARE_ABORT = 3;
    private static final byte COMPLETE_COMMIT = 4;
    private static final byte COMPLETE_ABORT = 5;

    @TempDir
    Path folder;

    @Test
    void aCommitWhoseMarkersWereForgottenIsReadAfterTheNextStart() throws Exception {
        leaveBehind(PREPARE_COMMIT, COMPLETE_COMMIT);

        // An ordinary start does not mend it: whoever reads committed records waits for ever.
        try (EmbeddedBroker broker = EmbeddedBroker.start(data())) {
            assertThat(committedEnd(broker)).isZero();
            assertThat(lostMarkers(broker).write()).isEqualTo(1);
            assertThat(read(broker)).containsExactly("decided");
            assertThat(lostMarkers(broker).write())
                    .as("nothing is left to mend")
                    .isZero();
        }
    }

    @Test
    void anAbortWhoseMarkersWereForgottenNoLongerHoldsReadersUp() throws Exception {
        leaveBehind(PREPARE_ABORT, COMPLETE_ABORT);

        try (EmbeddedBroker broker = EmbeddedBroker.start(data())) {
            assertThat(committedEnd(broker)).isZero();
            assertThat(lostMarkers(broker).write()).isEqualTo(1);
            assertThat(committedEnd(broker)).isPositive();
            assertThat(read(broker)).isEmpty();
        }
    }

    @Test
    void aTransactionNobodyDecidedIsLeftToItsProducer() throws Exception {
        leaveBehind();

        try (EmbeddedBroker broker = EmbeddedBroker.start(data())) {
            assertThat(lostMarkers(broker).write()).isZero();
            assertThat(committedEnd(broker)).isZero();
        }
    }

    @Test
    void aStartAfterAKillMendsBeforeAnybodyReads() throws Exception {
        leaveBehind(PREPARE_COMMIT, COMPLETE_COMMIT);
        Files.delete(data().resolve(".kafka_cleanshutdown")); // what a kill leaves behind

        try (EmbeddedBroker broker = EmbeddedBroker.start(data())) {
            assertThat(read(broker)).containsExactly("decided");
        }
    }

    private Path data() {
        return folder.resolve("broker");
    }

    /** Opens a transaction with one record, and lets the coordinator's log say what became of it. */
    private void leaveBehind(byte... states) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data())) {
            ClientSettings clients = new ClientSettings(broker.bootstrap());
            try (Admin admin = Admin.create(clients.admin())) {
                new TopicCreation(admin).ensure(List.of(Topics.UPDATES), "", 1);
            }
            KafkaProducer<String, String> producer =
                    new KafkaProducer<>(clients.producer("worker"), new StringSerializer(), new StringSerializer());
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(PLACE.topic(), PLACE.partition(), "key", "decided"))
                    .get();
            ConsumerRecord<byte[], byte[]> open = newestState(clients);
            for (byte state : states) {
                writeState(clients, open, state);
            }
            producer.close(Duration.ZERO); // without a word: as if it had been killed
        }
    }

    private static ConsumerRecord<byte[], byte[]> newestState(ClientSettings clients) {
        List<ConsumerRecord<byte[], byte[]>> states = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(clients.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(DECISIONS).stream()
                    .map(info -> new TopicPartition(DECISIONS, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(states::add);
            }
        }
        return states.get(states.size() - 1);
    }

    /** Only the name of the admin client may write to a topic of Kafka's own. */
    private static void writeState(ClientSettings clients, ConsumerRecord<byte[], byte[]> open, byte state)
            throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(open.value());
        short version = bytes.getShort();
        TransactionLogValue value = new TransactionLogValue(new ByteBufferAccessor(bytes), version);
        value.setTransactionStatus(state);
        if (state == COMPLETE_COMMIT || state == COMPLETE_ABORT) {
            value.setTransactionPartitions(List.of());
        }
        Map<String, Object> settings = new HashMap<>(clients.producer());
        settings.put("client.id", "__admin_client");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            DECISIONS,
                            open.partition(),
                            open.key(),
                            MessageUtil.toVersionPrefixedBytes(version, value)))
                    .get();
        }
    }

    private static LostMarkers lostMarkers(EmbeddedBroker broker) {
        return new LostMarkers(
                new ClientSettings(broker.bootstrap()),
                Integer.parseInt(broker.bootstrap().split(":")[1]));
    }

    private static long committedEnd(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(new ClientSettings(broker.bootstrap()).admin())) {
            return admin.listOffsets(
                            Map.of(PLACE, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .partitionResult(PLACE)
                    .get()
                    .offset();
        }
    }

    private static List<String> read(EmbeddedBroker broker) throws Exception {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                new ClientSettings(broker.bootstrap()).consumer(),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(PLACE));
            consumer.seekToBeginning(List.of(PLACE));
            long end = committedEnd(broker);
            while (consumer.position(PLACE) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
