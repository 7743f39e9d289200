package io.insitu.ops.bench.stream;

import io.insitu.ops.UserError;
import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.topology.StreamsSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The peer: a Streams application with the same settings that copies a topic and, if asked to, remembers each record. */
final class CopyApp implements AutoCloseable {
    private static final String STORE = "copied";

    /** As often as learning does while it keeps up: its position is what is measured, and moves with its commits. */
    private static final int COMMIT_MS = 100;

    private final KafkaStreams streams;
    private final String name;
    private volatile @Nullable Throwable failure;

    private CopyApp(String name, KafkaStreams streams) {
        this.name = name;
        this.streams = streams;
    }

    /**
     * @param name of its group
     * @param remembers puts each record into a store of its own, under its key, before it is written
     */
    static CopyApp start(Site site, String name, TopicSpec<?> from, TopicSpec<?> to, boolean remembers) {
        Topology topology =
                new Topology().addSource("read", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from.name());
        if (remembers) {
            topology.addProcessor("remember", Remember::new, "read")
                    .addStateStore(
                            Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray()),
                            "remember");
        }
        topology.addSink(
                "write",
                to.name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                remembers ? "remember" : "read");
        StreamsSettings settings = new StreamsSettings(
                name,
                site.clients().bootstrap(),
                site.folder().streams(),
                "",
                Math.min(Site.PARTITIONS, Runtime.getRuntime().availableProcessors()));
        CopyApp copy = new CopyApp(
                name,
                new KafkaStreams(
                        topology, settings.properties(Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS))));
        copy.streams.setUncaughtExceptionHandler(thrown -> {
            copy.failure = thrown;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        copy.streams.start();
        return copy;
    }

    private static final class Remember extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            KeyValueStore<byte[], byte[]> store = context().getStateStore(STORE);
            store.put(record.key(), record.value());
            context().forward(record);
        }
    }

    String group() {
        return name;
    }

    /** Fails with one line when it has stopped by itself. */
    void check() {
        Throwable why = failure;
        if (why != null) {
            throw new UserError("bench: the copy stopped: " + UserError.reason(why));
        }
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(20));
    }
}
