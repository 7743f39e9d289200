package io.insitu.ops.bench.stream;

import io.insitu.ops.UserError;
import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.topology.StreamsSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/** The peer: a Streams application with the same settings that copies a topic and does nothing else. */
final class CopyApp implements AutoCloseable {
    private final KafkaStreams streams;
    private final String name;
    private volatile @Nullable Throwable failure;

    private CopyApp(String name, KafkaStreams streams) {
        this.name = name;
        this.streams = streams;
    }

    /**
     * @param name of its group
     */
    static CopyApp start(Site site, String name, TopicSpec<?> from, TopicSpec<?> to) {
        Topology topology = new Topology()
                .addSource("read", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from.name())
                .addSink("write", to.name(), new ByteArraySerializer(), new ByteArraySerializer(), "read");
        StreamsSettings settings = new StreamsSettings(
                name,
                site.clients().bootstrap(),
                site.folder().streams(),
                "",
                Math.min(Site.PARTITIONS, Runtime.getRuntime().availableProcessors()));
        CopyApp copy = new CopyApp(name, new KafkaStreams(topology, settings.properties(Map.of())));
        copy.streams.setUncaughtExceptionHandler(thrown -> {
            copy.failure = thrown;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        copy.streams.start();
        return copy;
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
