package io.insitu.trainer.worker;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The Kafka side of the worker: one batch read, one answer and one offset written in one transaction. */
final class BatchExchange implements AutoCloseable {
    private final TopicSerdes serdes;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private boolean inTransaction;

    BatchExchange(TopicSerdes serdes, Map<String, Object> client, String groupId) {
        this.serdes = serdes;
        Map<String, Object> reading = new HashMap<>(client);
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        // A static member: after a crash its successor need not wait for the old session to end.
        reading.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, groupId + "-1");
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        reading.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 600_000); // a batch may take minutes
        consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
        Map<String, Object> writing = new HashMap<>(client);
        writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, groupId);
        writing.put(ProducerConfig.ACKS_CONFIG, "all");
        producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
    }

    /** Fences a predecessor: its open transaction, if any, is aborted before anything is read. */
    void open() {
        producer.initTransactions();
        consumer.subscribe(List.of(Topics.TRAINING_BATCHES.name()));
    }

    ConsumerRecords<String, byte[]> poll(Duration wait) {
        return consumer.poll(wait);
    }

    TrainingBatch read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new UnreadableRecordException(DeadLetterReason.TRUNCATED, "a batch without a value");
        }
        return serdes.of(Topics.TRAINING_BATCHES).deserializer().deserialize(record.topic(), record.value());
    }

    void answer(ConsumerRecord<String, byte[]> question, AdapterVersion version) {
        String key = version.getLineage() + "/" + version.getAdapterId();
        answer(question, List.of(record(Topics.ADAPTERS, key, version, version.getChangedMs())));
    }

    void answer(ConsumerRecord<String, byte[]> question, DeadLetter letter) {
        answer(question, List.of(record(letter)));
    }

    /** The letter is for people; the reply tells learning that no adapter will come of this batch. */
    void answer(ConsumerRecord<String, byte[]> question, DeadLetter letter, Reply refusal) {
        answer(
                question,
                List.of(
                        record(letter),
                        record(Topics.REPLIES, refusal.getRequestId(), refusal, refusal.getAnsweredMs())));
    }

    private ProducerRecord<String, byte[]> record(DeadLetter letter) {
        return record(Topics.DEAD_LETTERS, letter.getOriginTopic(), letter, letter.getAtMs());
    }

    private <T extends SpecificRecord> ProducerRecord<String, byte[]> record(
            TopicSpec<T> topic, String key, T value, long atMs) {
        byte[] bytes = serdes.of(topic).serializer().serialize(topic.name(), value);
        return new ProducerRecord<>(topic.name(), null, Math.max(0, atMs), key, bytes);
    }

    private void answer(ConsumerRecord<String, byte[]> question, List<ProducerRecord<String, byte[]>> answers) {
        producer.beginTransaction();
        inTransaction = true;
        for (ProducerRecord<String, byte[]> each : answers) {
            var unused = producer.send(each); // a failed send fails the commit, so its future need not be asked
        }
        producer.sendOffsetsToTransaction(
                Map.of(
                        new TopicPartition(question.topic(), question.partition()),
                        new OffsetAndMetadata(question.offset() + 1)),
                consumer.groupMetadata());
        producer.commitTransaction();
        inTransaction = false;
    }

    /** Undoes what is open, and reads again from what was committed. */
    void abort() {
        if (inTransaction) {
            producer.abortTransaction();
            inTransaction = false;
        }
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
        for (TopicPartition partition : consumer.assignment()) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
    }

    /** Another worker took over, or we may not do this at all: trying again cannot help. */
    static boolean isFatal(Exception e) {
        return e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof AuthorizationException;
    }

    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    }
}
