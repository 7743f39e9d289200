package io.insitu.connectors.serving;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.serde.TopicSerdes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A serving replica on the log: follows {@code adapters} and keeps the runtime in step. It first reads the topic to its
 * present end, serves what is live there, registers, and is ready; then it follows.
 *
 * <pre>
 *   CANARY ......... load beside, check digest, probe -> LOADED or REFUSED
 *   LIVE ........... pointer to it between two conversations -> SERVING
 *   ROLLED_BACK .... pointer to its parent -> SERVING
 *   SUPERSEDED, REJECTED ... freed after its last conversation -> RELEASED
 * </pre>
 */
public final class AdapterSubscriber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterSubscriber.class);
    private static final Duration POLL = Duration.ofMillis(20);

    private final SubscriberConfig config;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Producer<String, byte[]> producer;
    private final Deserializer<AdapterVersion> readVersion;
    private final Serializer<Ack> writeAck;
    private final AdapterRollout rollout;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final AtomicLong unreadable = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param kafka client settings: bootstrap.servers, security ...; what the replica depends on is set here and wins
     */
    public AdapterSubscriber(
            SubscriberConfig config,
            AgentRuntime runtime,
            ArtifactStore store,
            Map<String, Object> kafka,
            TopicSerdes serdes) {
        this(
                config,
                runtime,
                store,
                serdes,
                InstantSource.system(),
                () -> new KafkaConsumer<>(consumerSettings(kafka)),
                new KafkaProducer<>(producerSettings(kafka)));
    }

    AdapterSubscriber(
            SubscriberConfig config,
            AgentRuntime runtime,
            ArtifactStore store,
            TopicSerdes serdes,
            InstantSource clock,
            Supplier<Consumer<String, byte[]>> consumers,
            Producer<String, byte[]> producer) {
        this.config = config;
        this.consumers = consumers;
        this.producer = producer;
        this.readVersion = serdes.of(Topics.ADAPTERS).deserializer();
        this.writeAck = serdes.of(Topics.ACKS).serializer();
        this.rollout = new AdapterRollout(runtime, store, config.replica(), config.lineages(), clock, this::send);
        this.thread = new Thread(this::run, "adapter-subscriber-" + config.replica());
        this.thread.setDaemon(true);
        // Loading and probing may take a little longer; those who are being answered may not.
        this.thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Starts following; call once. */
    public void start() {
        thread.start();
    }

    /** Waits until everything live at the start serves and the replica is registered; false: not within the time. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        return ready.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Every change of a serving adapter since the start. */
    public List<Swap> swaps() {
        return rollout.swaps();
    }

    /** Records whose bytes made no sense; they are skipped. */
    public long unreadable() {
        return unreadable.get();
    }

    /** Stops following; the runtime keeps serving what it serves. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(5));
    }

    private void run() {
        rollout.sweep();
        while (!closing) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                follow(consumer);
            } catch (InterruptException e) {
                return; // Kafka has set the interrupt flag again
            } catch (KafkaException | RegistryException e) {
                LOG.warn("replica {}: broker trouble, reading adapters anew: {}", config.replica(), e.toString());
                pause();
            }
        }
    }

    private void follow(Consumer<String, byte[]> consumer) {
        String topic = Topics.ADAPTERS.in(config.namespace());
        List<TopicPartition> partitions = List.of();
        while (partitions.isEmpty()) { // the topic may be younger than the replica
            List<PartitionInfo> known = consumer.partitionsFor(topic);
            partitions = (known == null ? List.<PartitionInfo>of() : known)
                    .stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            if (partitions.isEmpty()) {
                pause();
            }
            if (closing) {
                return;
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        while (!closing && !reached(consumer, end)) {
            consumer.poll(POLL).forEach(record -> read(record).ifPresent(rollout::note));
        }
        if (closing) {
            return;
        }
        rollout.settleAll();
        rollout.register();
        ready.countDown();
        while (!closing) {
            ConsumerRecords<String, byte[]> news = consumer.poll(POLL);
            for (ConsumerRecord<String, byte[]> record : news) {
                read(record).filter(rollout::note).ifPresent(version -> rollout.settle(version.getLineage()));
            }
        }
    }

    private static boolean reached(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> end) {
        return end.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }

    private Optional<AdapterVersion> read(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(readVersion.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            unreadable.incrementAndGet();
            LOG.warn(
                    "replica {} skips {}-{}@{}: {}",
                    config.replica(),
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private void send(Ack ack) {
        String topic = Topics.ACKS.in(config.namespace());
        byte[] value = writeAck.serialize(topic, ack);
        producer.send(new ProducerRecord<>(topic, ack.getReplica(), value), (sent, trouble) -> {
            if (trouble != null) {
                LOG.warn("replica {} could not acknowledge {}: {}", config.replica(), ack, trouble.toString());
            }
        });
        producer.flush(); // the gate waits for it, and there are few
    }

    private void pause() {
        try {
            Thread.sleep(config.retryPause().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private static Map<String, Object> consumerSettings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }

    private static Map<String, Object> producerSettings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return settings;
    }
}
