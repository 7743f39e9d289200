package io.insitu.ops.demo;

import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.event.UpdateKind;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What evolution says while it goes on: follows the public feed, acknowledgements and dead letters. */
public final class LiveFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final int REMEMBERED = 60;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Site site;
    private final Deserializer<Update> readUpdate;
    private final Deserializer<Ack> readAck;
    private final Deserializer<DeadLetter> readLetter;
    private final Map<String, Map<UpdateKind, Integer>> counts = new TreeMap<>();
    private final Deque<Update> updates = new ArrayDeque<>();
    private final Deque<Ack> acks = new ArrayDeque<>();
    private final Deque<DeadLetter> letters = new ArrayDeque<>();
    private int letterCount;
    private final Thread thread = new Thread(this::run, "insitu-live-feed");
    private volatile boolean closing;

    LiveFeed(Site site) {
        this.site = site;
        this.readUpdate = site.serdes().of(Topics.UPDATES).deserializer();
        this.readAck = site.serdes().of(Topics.ACKS).deserializer();
        this.readLetter = site.serdes().of(Topics.DEAD_LETTERS).deserializer();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** How often this kind of step was taken by a lineage. */
    public synchronized int count(String lineage, UpdateKind kind) {
        return counts.getOrDefault(lineage, Map.of()).getOrDefault(kind, 0);
    }

    /** The newest steps, newest first. */
    public synchronized List<Update> updates() {
        return new ArrayList<>(updates);
    }

    /** The newest acknowledgements, newest first. */
    public synchronized List<Ack> acks() {
        return new ArrayList<>(acks);
    }

    /** The newest dead letters, newest first. */
    public synchronized List<DeadLetter> letters() {
        return new ArrayList<>(letters);
    }

    public synchronized int letterCount() {
        return letterCount;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                site.clients().consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (TopicSpec<?> topic : List.of(Topics.UPDATES, Topics.ACKS, Topics.DEAD_LETTERS)) {
                consumer.partitionsFor(topic.name())
                        .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                consumer.poll(POLL).forEach(this::note);
            }
        } catch (InterruptException e) {
            // Closing: the feed is for eyes only.
        } catch (KafkaException e) {
            LOG.warn("live feed ended: {}", e.toString());
        }
    }

    private synchronized void note(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(Topics.UPDATES.name())) {
                Update update = readUpdate.deserialize(record.topic(), record.value());
                counts.computeIfAbsent(update.getLineage(), lineage -> new EnumMap<>(UpdateKind.class))
                        .merge(update.getKind(), 1, Integer::sum);
                remember(updates, update);
            } else if (record.topic().equals(Topics.ACKS.name())) {
                remember(acks, readAck.deserialize(record.topic(), record.value()));
            } else {
                letterCount++;
                remember(letters, readLetter.deserialize(record.topic(), record.value()));
            }
        } catch (UnreadableRecordException e) {
            LOG.warn("live feed skips a record of {}: {}", record.topic(), e.getMessage());
        }
    }

    private static <T extends SpecificRecord> void remember(Deque<T> newest, T value) {
        newest.addFirst(value);
        if (newest.size() > REMEMBERED) {
            newest.removeLast();
        }
    }
}
