package io.insitu.topology;

import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.topology.errors.DeadLetterOffice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology in a test driver; its stores are in memory unless a config says otherwise. */
final class Pipeline implements AutoCloseable {
    private static final String APPLICATION_ID = "pipeline";

    private final TopologyConfig config;
    private final TopicSerdes serdes;
    private final TopologyTestDriver driver;

    Pipeline(TopologyConfig config, TopicSerdes serdes, Path stateDir) {
        this.config = config;
        this.serdes = serdes;
        Properties properties = new StreamsSettings(APPLICATION_ID, "unused:9092", stateDir, "", 1)
                .properties(new DeadLetterOffice(serdes, config.into()).config());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        this.driver = new TopologyTestDriver(InSituTopology.build(config, serdes), properties);
    }

    static Pipeline fresh() {
        return fresh(TopologyConfig.defaults().inMemory());
    }

    static Pipeline fresh(TopologyConfig config) {
        return fresh(config, new AvroSerdes(EmbeddedRegistry.inMemory()));
    }

    private static Pipeline fresh(TopologyConfig config, TopicSerdes serdes) {
        try {
            Path dir = Files.createTempDirectory("pipeline");
            dir.toFile().deleteOnExit();
            return new Pipeline(config, serdes, dir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another one with the same stores and the same registry and nothing else: what a restart leaves. */
    Pipeline restarted() {
        Pipeline next = fresh(config, serdes);
        stores().forEach((name, store) -> {
            KeyValueStore<String, byte[]> taken = next.driver.getKeyValueStore(name);
            try (KeyValueIterator<String, byte[]> all = store.all()) {
                all.forEachRemaining(entry -> taken.put(entry.key, entry.value));
            }
        });
        return next;
    }

    Pipeline give(List<Interaction> log) {
        var input = driver.createInputTopic(
                Topics.INTERACTIONS.name(),
                Serdes.String().serializer(),
                serdes.of(Topics.INTERACTIONS).serializer());
        log.forEach(event -> input.pipeInput(event.getTrajectoryId(), event, event.getAtMs()));
        return this;
    }

    <T extends SpecificRecord> Pipeline give(TopicSpec<T> topic, String key, T value) {
        driver.createInputTopic(
                        topic.name(),
                        Serdes.String().serializer(),
                        serdes.of(topic).serializer())
                .pipeInput(key, value, Logs.START_MS);
        return this;
    }

    /** Bytes that may be no record at all. */
    Pipeline giveBytes(TopicSpec<?> topic, byte[] key, byte[] value) {
        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key, value, Logs.START_MS);
        return this;
    }

    Pipeline give(LoggedFact fact) {
        driver.createInputTopic(
                        fact.topic(),
                        Serdes.String().serializer(),
                        serdes.of(fact.spec()).serializer())
                .pipeInput(fact.key(), fact.value(), fact.atMs());
        return this;
    }

    /** What a topic or a changelog has come to, as bytes; a key deleted is a key without a value. */
    List<TestRecord<byte[], byte[]>> written(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    static String changelog(StoreSpec store) {
        return store.changelog(APPLICATION_ID);
    }

    /** What was written to a topic since it was last asked for. */
    <T extends SpecificRecord> List<T> said(TopicSpec<T> topic) {
        return driver.createOutputTopic(
                        topic.name(),
                        Serdes.String().deserializer(),
                        serdes.of(topic).deserializer())
                .readValuesToList();
    }

    /** Every store's contents, byte by byte. */
    Map<String, Map<String, String>> state() {
        Map<String, Map<String, String>> state = new TreeMap<>();
        stores().forEach((name, store) -> {
            Map<String, String> contents = new TreeMap<>();
            try (KeyValueIterator<String, byte[]> all = store.all()) {
                all.forEachRemaining(
                        entry -> contents.put(entry.key, new String(entry.value, StandardCharsets.ISO_8859_1)));
            }
            state.put(name, contents);
        });
        return state;
    }

    private Map<String, KeyValueStore<String, byte[]>> stores() {
        Map<String, KeyValueStore<String, byte[]>> stores = new TreeMap<>();
        Stores.all().forEach(spec -> stores.put(spec.name(), driver.getKeyValueStore(spec.name())));
        return stores;
    }

    @Override
    public void close() {
        driver.close();
    }
}
