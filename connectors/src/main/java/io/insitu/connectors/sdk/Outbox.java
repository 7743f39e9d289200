package io.insitu.connectors.sdk;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.serde.TopicSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one road from a connector to the log: a bounded queue, drained by one thread that encodes and sends. Handing a
 * record over never waits for the broker, and everything that does not arrive is counted.
 */
public final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Producer<String, byte[]> producer;
    private final TopicSerdes serdes;
    private final Duration closeTimeout;
    private final WaitingRoom room;
    private final Counters counters = new Counters();
    private final Map<TopicSpec<?>, Serializer<?>> serializers = new HashMap<>(); // the sender's own
    private final Thread sender;

    public Outbox(
            Producer<String, byte[]> producer,
            TopicSerdes serdes,
            int queueRecords,
            long queueChars,
            Duration closeTimeout) {
        this.producer = producer;
        this.serdes = serdes;
        this.closeTimeout = closeTimeout;
        this.room = new WaitingRoom(queueRecords, queueChars);
        this.sender = new Thread(this::drain, "insitu-outbox");
        sender.setDaemon(true);
        sender.start();
    }

    /**
     * Over a producer of its own.
     *
     * @param kafka client settings: bootstrap.servers, security ...; what delivery depends on is set here and wins
     */
    public static Outbox connect(SdkConfig config, Map<String, Object> kafka, TopicSerdes serdes) {
        return new Outbox(
                new KafkaProducer<>(settings(kafka)),
                serdes,
                config.queueEvents(),
                config.queueChars(),
                config.closeTimeout());
    }

    /** Hands a record over. False: it was not taken, is counted, and its delivery hears nothing. Never waits. */
    public boolean offer(Outgoing<?> record) {
        return admitted(room.enter(record, false));
    }

    /** As {@link #offer}, but all or none: a request that is refused must not leave half of itself behind. */
    public boolean offerTogether(List<? extends Outgoing<?>> records) {
        WaitingRoom.Entry entry = room.enterTogether(records);
        records.forEach(record -> admitted(entry));
        return entry == WaitingRoom.Entry.IN;
    }

    /** As {@link #offer}, but waits for room: for importers, which would rather be slow than lose. */
    public boolean put(Outgoing<?> record, Duration timeout) throws InterruptedException {
        return admitted(room.enterWithin(record, timeout));
    }

    /** As {@link #offer}, into a seat beyond the queue's limit; each trajectory has one, for its closing record. */
    boolean offerReserved(Outgoing<?> record) {
        return admitted(room.enter(record, true));
    }

    /** Counts something that was lost before it could be handed over. */
    void refuse(LossReason reason) {
        counters.emitted();
        counters.dropped(reason);
    }

    /** Counts a text that was shortened. */
    void countCut() {
        counters.cut();
    }

    /** Waits until everything handed over so far has arrived or is lost; false when the time is over first. */
    public boolean flush(Duration timeout) throws InterruptedException {
        return room.awaitSettled(timeout);
    }

    public EmitStats stats() {
        return counters.snapshot(room.depth());
    }

    /** Sends what is queued, for as long as the close timeout; the rest is counted as lost. Safe to call twice. */
    @Override
    public void close() {
        room.close();
        boolean settled = false;
        try {
            settled = room.awaitSettled(closeTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!settled) {
            room.empty().forEach(record -> lose(record, LossReason.CLOSED, "closed before it could be sent"));
            sender.interrupt(); // it may be waiting inside the producer for a broker that is gone
        }
        producer.close(settled ? closeTimeout : Duration.ZERO);
    }

    private boolean admitted(WaitingRoom.Entry entry) {
        counters.emitted();
        if (entry == WaitingRoom.Entry.IN) {
            return true;
        }
        counters.dropped(entry == WaitingRoom.Entry.FULL ? LossReason.QUEUE_FULL : LossReason.CLOSED);
        return false;
    }

    private void drain() {
        try {
            for (Outgoing<?> next = room.next(); next != null; next = room.next()) {
                send(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T extends SpecificRecord> void send(Outgoing<T> record) {
        if (!record.delivery().wanted()) {
            lose(record, LossReason.AFTER_LOSS, "an earlier event of its trajectory was lost");
            return;
        }
        byte[] bytes;
        try {
            bytes = serializer(record.topic()).serialize(record.topic().name(), record.value());
        } catch (RegistryException e) {
            lose(record, LossReason.BROKER, "schema registry: " + e.getMessage());
            return;
        } catch (RecordTooLargeException e) {
            lose(record, LossReason.TOO_LARGE, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) { // a hand-built record may break its schema in any way it likes
            lose(record, LossReason.INVALID, "does not fit its schema: " + e);
            return;
        }
        try {
            producer.send(
                    new ProducerRecord<>(record.topic().name(), record.partition(), record.key(), bytes),
                    (metadata, failure) -> settle(record, failure));
        } catch (InterruptException e) {
            lose(record, LossReason.CLOSED, "closed while waiting for the broker");
        } catch (KafkaException | IllegalStateException e) {
            lose(record, LossReason.BROKER, e.toString());
        }
    }

    private void settle(Outgoing<?> record, @Nullable Exception failure) {
        if (failure == null) {
            counters.sent();
            record.delivery().sent();
            room.settle();
        } else if (failure instanceof RecordTooLargeException) {
            lose(record, LossReason.TOO_LARGE, failure.toString());
        } else {
            lose(record, LossReason.BROKER, failure.toString());
        }
    }

    private void lose(Outgoing<?> record, LossReason reason, String detail) {
        LOG.debug("lost a record for {}: {} {}", record.topic().name(), reason, detail);
        counters.dropped(reason);
        record.delivery().lost(reason, detail);
        room.settle();
    }

    @SuppressWarnings("unchecked") // each entry was made for its own topic
    private <T extends SpecificRecord> Serializer<T> serializer(TopicSpec<T> topic) {
        return (Serializer<T>)
                serializers.computeIfAbsent(topic, spec -> serdes.of(topic).serializer());
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000L);
        settings.putAll(kafka);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return settings;
    }
}
