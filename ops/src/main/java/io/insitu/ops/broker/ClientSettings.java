package io.insitu.ops.broker;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How our clients talk to a broker: durable writes, committed reads. Every client starts from here. */
public record ClientSettings(String bootstrap) {
    /** Largest record on any topic: a trajectory at its limits, or a training batch, with room to spare. */
    public static final int MAX_RECORD_BYTES = 4 << 20;

    /** For the admin client. */
    public Map<String, Object> admin() {
        return new HashMap<>(Map.of("bootstrap.servers", bootstrap));
    }

    /** For a producer whose every record arrives once and in order. */
    public Map<String, Object> producer() {
        Map<String, Object> settings = admin();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        return settings;
    }

    /**
     * For a producer that writes in transactions.
     *
     * @param transactionalId who writes; a restarted process fences its former self by it
     */
    public Map<String, Object> producer(String transactionalId) {
        Map<String, Object> settings = producer();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return settings;
    }

    /** For a consumer without a group that reads committed records, from wherever it seeks to. */
    public Map<String, Object> consumer() {
        Map<String, Object> settings = admin();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return settings;
    }

    /**
     * For a consumer that shares work with others of its group.
     *
     * @param group name of the group; its one member here is static, so a restart does not wait for the old session
     */
    public Map<String, Object> consumer(String group) {
        Map<String, Object> settings = consumer();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-1");
        return settings;
    }
}
