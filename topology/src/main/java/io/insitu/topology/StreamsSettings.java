package io.insitu.topology;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How the topology runs: exactly once, with a commit at least every second. Tasks that keep up ask for one sooner, see {@link
 * PromptCommits}.
 *
 * @param applicationId prefix of changelogs and of the consumer group; a replay has its own
 * @param stateDir on a lasting path: it holds the id that fences this process's own past after a crash
 * @param instanceId static member of the group, so that a restart does not wait for a session to time out; empty: none,
 *     and the application is to be closed with LEAVE_GROUP
 * @param threads stream threads
 * @param replicationFactor copies the brokers keep of every changelog; one broker has room for one
 */
public record StreamsSettings(
        String applicationId,
        String bootstrapServers,
        Path stateDir,
        String instanceId,
        int threads,
        int replicationFactor) {
    private static final int COMMIT_MS = 1_000;

    public StreamsSettings {
        if (applicationId.isBlank()) {
            throw new IllegalArgumentException("streams.applicationId must not be blank");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("streams.threads must be at least 1, was " + threads);
        }
        if (replicationFactor < 1 || replicationFactor > Short.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "streams.replicationFactor must be at least 1, was " + replicationFactor);
        }
    }

    /** For a single broker. */
    public StreamsSettings(
            String applicationId, String bootstrapServers, Path stateDir, String instanceId, int threads) {
        this(applicationId, bootstrapServers, stateDir, instanceId, threads, 1);
    }

    /**
     * Properties for {@code KafkaStreams}.
     *
     * @param errors entries that say what becomes of unreadable records, such as those of a dead-letter office
     */
    public Properties properties(Map<String, ?> errors) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0); // stages have a cache of their own
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksConfig.class);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicationFactor);
        // The journal fixes the order of intake; waiting for a quiet topic would only delay the busy ones.
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 2_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A commit sends everything, and nobody may read it before: sooner is only more requests.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), COMMIT_MS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        if (!instanceId.isEmpty()) {
            properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        }
        properties.putAll(errors);
        return properties;
    }
}
