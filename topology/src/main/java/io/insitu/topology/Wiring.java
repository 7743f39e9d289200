package io.insitu.topology;

import io.insitu.processors.MemorySpec;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.serde.JsonSerde;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.topology.memory.TaskMemoriesBuilder;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/** Turns declared topics and memories into nodes and stores with the names we chose. */
final class Wiring {
    private final Topology topology = new Topology();
    private final String from;
    private final String into;
    private final TopicSerdes serdes;
    private final boolean inMemory;
    private final Set<String> remembered = new HashSet<>();

    Wiring(TopologyConfig config, TopicSerdes serdes) {
        this.from = config.from();
        this.into = config.into();
        this.inMemory = config.storesInMemory();
        this.serdes = serdes;
    }

    Topology topology() {
        return topology;
    }

    void read(String node, TopicSpec<?> topic) {
        topology.addSource(
                node, Serdes.String().deserializer(), serdes.of(topic).deserializer(), topic.in(from));
    }

    <A, B, C, D> void process(String node, ProcessorSupplier<A, B, C, D> supplier, String... parents) {
        topology.addProcessor(node, supplier, parents);
    }

    void write(String node, TopicSpec<?> topic, String... parents) {
        topology.addSink(
                node,
                topic.in(into),
                Serdes.String().serializer(),
                serdes.of(topic).serializer(),
                parents);
    }

    void write(String node, TopicSpec<?> topic, StreamPartitioner<String, Object> partitioner, String... parents) {
        topology.addSink(
                node,
                topic.in(into),
                Serdes.String().serializer(),
                serdes.of(topic).serializer(),
                partitioner,
                parents);
    }

    /** Lets processors remember in a store; several may share it. */
    void remember(MemorySpec<?> memory, String... processors) {
        if (remembered.add(memory.name())) {
            add(memory);
        }
        for (String processor : processors) {
            topology.connectProcessorAndStateStores(processor, memory.name());
        }
    }

    /** Lets processors of one task share what they remember. */
    void share(String memories, String... processors) {
        topology.addStateStore(
                new TaskMemoriesBuilder(memories, new TaskMemoriesBuilder.Serdes() {
                    @Override
                    public <V> Serde<V> of(MemorySpec<V> spec) {
                        return values(spec);
                    }
                }),
                processors);
    }

    /** A plain store: its changelog's final values are its digest. What the task shares spares the changelog repeated writes. */
    private void add(MemorySpec<?> memory) {
        topology.addStateStore(Stores.keyValueStoreBuilder(
                        inMemory
                                ? Stores.inMemoryKeyValueStore(memory.name())
                                : Stores.persistentKeyValueStore(memory.name()),
                        Serdes.String(),
                        Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of("cleanup.policy", "compact")));
    }

    @SuppressWarnings("unchecked")
    private <V> Serde<V> values(MemorySpec<V> memory) {
        for (TopicSpec<?> topic : Topics.all()) {
            if (topic.type() == memory.type()) {
                return (Serde<V>) serdes.of(topic);
            }
        }
        return JsonSerde.of(memory.type());
    }
}
