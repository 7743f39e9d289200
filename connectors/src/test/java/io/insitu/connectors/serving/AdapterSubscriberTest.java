package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.registry.SchemaRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import io.insitu.schemas.serde.TopicSerdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica, told by the log what to serve. */
class AdapterSubscriberTest {
    private static final String TOPIC = Topics.ADAPTERS.name();
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir
    Path base;

    @TempDir
    Path artifacts;

    private final TopicSerdes serdes = new AvroSerdes(new OnePageRegistry());
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private ArtifactStore store;
    private AgentRuntime runtime;
    private AdapterSubscriber subscriber;
    private long offset;

    @BeforeEach
    void open() throws IOException {
        TinyModels.write(base, TinyModels.llama(true), 1);
        runtime = AgentRuntime.open(base, RuntimeOptions.defaults());
        store = new ArtifactStore(artifacts);
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        subscriber = new AdapterSubscriber(
                new SubscriberConfig("r1", Set.of("desk"), "", Duration.ofMillis(10)),
                runtime,
                store,
                serdes,
                InstantSource.system(),
                () -> consumer,
                producer);
    }

    @AfterEach
    void close() {
        subscriber.close();
        runtime.close();
    }

    @Test
    void aCandidateIsLoadedBesideThenServesThenMakesRoom() throws Exception {
        String a = publish(1);
        String b = publish(2);
        start();
        say(a, AdapterStatus.CANARY, "", 1);
        await(AckKind.LOADED, a);
        assertThat(runtime.serving("desk")).isEmpty();
        say(a, AdapterStatus.LIVE, "", 2);
        await(AckKind.SERVING, a);
        say(b, AdapterStatus.CANARY, a, 3);
        say(b, AdapterStatus.LIVE, a, 4);
        say(a, AdapterStatus.SUPERSEDED, "", 4);
        await(AckKind.RELEASED, a);
        assertThat(runtime.serving("desk")).isEqualTo(b);
        assertThat(runtime.loaded()).containsExactly(b);
        say(b, AdapterStatus.ROLLED_BACK, a, 5);
        await(AckKind.RELEASED, b);
        assertThat(runtime.serving("desk")).isEqualTo(a);
        assertThat(subscriber.swaps()).extracting(Swap::to).containsExactly(a, b, a);
        assertThat(subscriber.swaps()).extracting(Swap::failedCalls).containsOnly(0L);
    }

    @Test
    void aRestartedReplicaServesWhatIsLiveBeforeItRegisters() throws Exception {
        String a = publish(1);
        String b = publish(2);
        feed(a, AdapterStatus.CANARY, "", 1);
        feed(a, AdapterStatus.LIVE, "", 2);
        feed(b, AdapterStatus.CANARY, a, 3);
        start();
        assertThat(runtime.serving("desk")).isEqualTo(a);
        assertThat(runtime.loaded()).containsExactlyInAnyOrder(a, b);
        assertThat(acks())
                .extracting(Ack::getKind)
                .containsExactly(AckKind.LOADED, AckKind.LOADED, AckKind.SERVING, AckKind.REGISTERED);
    }

    @Test
    void aBrokenAdapterIsRefusedWithItsReasonAndTheReplicaLivesOn() throws Exception {
        String broken = publish(1);
        Files.write(
                artifacts.resolve(ArtifactStore.locationOf(broken)).resolve("adapter_model.safetensors"), new byte[3]);
        String sound = publish(2);
        start();
        say(broken, AdapterStatus.CANARY, "", 1);
        Ack refusal = await(AckKind.REFUSED, broken);
        assertThat(refusal.getProbe()).contains(broken).contains("too few").doesNotContain("\n");
        raw(new byte[] {1, 2, 3});
        say(sound, AdapterStatus.CANARY, "", 2);
        assertThat(await(AckKind.LOADED, sound).getProbePassed()).isTrue();
        assertThat(subscriber.unreadable()).isEqualTo(1);
    }

    @Test
    void newsToldTwiceIsAcknowledgedOnce() throws Exception {
        String a = publish(1);
        start();
        say(a, AdapterStatus.CANARY, "", 1);
        say(a, AdapterStatus.CANARY, "", 1);
        say(a, AdapterStatus.LIVE, "", 2);
        say(a, AdapterStatus.LIVE, "", 2);
        await(AckKind.SERVING, a);
        assertThat(acks())
                .extracting(Ack::getKind)
                .containsExactly(AckKind.REGISTERED, AckKind.LOADED, AckKind.SERVING);
    }

    @Test
    void itKeepsTheStoreInOrder() throws Exception {
        Path left = Files.createDirectories(artifacts.resolve("adapters/.writing-by-one-that-died"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        List<String> rejected = new ArrayList<>();
        for (int i = 0; i <= AdapterRollout.KEPT; i++) {
            rejected.add(publish(i));
            feed(rejected.get(i), AdapterStatus.REJECTED, "", i + 1);
        }
        start();
        assertThat(artifacts.resolve("adapters").toFile().list())
                .containsExactlyInAnyOrderElementsOf(rejected.subList(1, rejected.size()));
    }

    private String publish(long seed) throws IOException {
        return store.publish(TinyModels.adapter(base, seed, 4)).adapterId();
    }

    private void start() throws InterruptedException {
        consumer.updateEndOffsets(Map.of(PARTITION, offset));
        subscriber.start();
        assertThat(subscriber.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    /** Before the start: on the topic already when the replica comes. */
    private void feed(String id, AdapterStatus status, String parent, long atMs) {
        ConsumerRecord<String, byte[]> record = record(bytes(id, status, parent, atMs));
        consumer.schedulePollTask(() -> consumer.addRecord(record));
    }

    private void say(String id, AdapterStatus status, String parent, long atMs) {
        raw(bytes(id, status, parent, atMs));
    }

    private void raw(byte[] value) {
        consumer.addRecord(record(value));
    }

    private ConsumerRecord<String, byte[]> record(byte[] value) {
        return new ConsumerRecord<>(TOPIC, 0, offset++, "desk/id", value);
    }

    private byte[] bytes(String id, AdapterStatus status, String parent, long atMs) {
        AdapterVersion version = Versions.of("desk", id, status, parent, atMs);
        return serdes.of(Topics.ADAPTERS).serializer().serialize(TOPIC, version);
    }

    private List<Ack> acks() {
        return producer.history().stream()
                .map(sent -> serdes.of(Topics.ACKS).deserializer().deserialize(sent.topic(), sent.value()))
                .toList();
    }

    private Ack await(AckKind kind, String adapterId) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline) {
            for (Ack ack : acks()) {
                if (ack.getKind() == kind && ack.getAdapterId().equals(adapterId)) {
                    return ack;
                }
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("no " + kind + " of " + adapterId + " among " + acks());
    }

    /** Hands out ids in order and forgets nothing. */
    private static final class OnePageRegistry implements SchemaRegistry {
        private final List<Schema> schemas = new ArrayList<>();

        @Override
        public synchronized int register(String subject, Schema schema) {
            int known = schemas.indexOf(schema);
            if (known >= 0) {
                return known + 1;
            }
            schemas.add(schema);
            return schemas.size();
        }

        @Override
        public synchronized Schema byId(int id) {
            return IntStream.rangeClosed(1, schemas.size())
                    .filter(known -> known == id)
                    .mapToObj(known -> schemas.get(known - 1))
                    .findFirst()
                    .orElseThrow(() -> new RegistryException(40403, "no schema " + id));
        }
    }
}
