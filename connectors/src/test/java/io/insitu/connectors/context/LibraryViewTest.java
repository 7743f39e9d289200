package io.insitu.connectors.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.Utility;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import io.insitu.schemas.serde.TopicSerdes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryViewTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TopicSerdes serdes = new AvroSerdes(EmbeddedRegistry.inMemory());
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<String, Long> ends = new HashMap<>();
    private final List<LibraryChange> heard = new ArrayList<>();
    private final LibraryView view = new LibraryView(
            new LibraryConfig("", 2, 3, Duration.ofMillis(5)), serdes, InstantSource.system(), () -> consumer);

    @BeforeEach
    void open() {
        for (TopicSpec<?> topic : List.of(Topics.PRINCIPLES, Topics.TOOLS)) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            Node[] none = {};
            consumer.updatePartitions(
                    topic.name(), List.of(new PartitionInfo(topic.name(), 0, Node.noNode(), none, none)));
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(partition, 0L));
        }
        view.listen(heard::add);
    }

    @AfterEach
    void close() {
        view.close();
    }

    @Test
    void onlyActiveEntriesAreOfferedAndEachToItsOwnLineage() throws Exception {
        publish(Topics.PRINCIPLES, "desk/a", principle("desk", "a", EntryStatus.ACTIVE));
        publish(Topics.PRINCIPLES, "desk/b", principle("desk", "b", EntryStatus.CANDIDATE));
        publish(Topics.PRINCIPLES, "shop/c", principle("shop", "c", EntryStatus.ACTIVE));
        publish(Topics.TOOLS, "desk/d", tool("desk", "d", EntryStatus.ACTIVE));
        caughtUp();
        assertThat(view.principles("desk")).extracting(Principle::getId).containsExactly("a");
        assertThat(view.principles("shop")).extracting(Principle::getId).containsExactly("c");
        assertThat(view.tools("desk")).extracting(Tool::getId).containsExactly("d");
        assertThat(view.tools("shop")).isEmpty();
        assertThat(heard).extracting(LibraryChange::id).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void aRetiredOrDeletedEntryLeaves() throws Exception {
        publish(Topics.PRINCIPLES, "desk/a", principle("desk", "a", EntryStatus.ACTIVE));
        publish(Topics.PRINCIPLES, "desk/a", principle("desk", "a", EntryStatus.RETIRED));
        publish(Topics.TOOLS, "desk/d", tool("desk", "d", EntryStatus.ACTIVE));
        publish(Topics.TOOLS, "desk/d", (byte[]) null);
        caughtUp();
        assertThat(view.principles("desk")).isEmpty();
        assertThat(view.tools("desk")).isEmpty();
    }

    @Test
    void bytesThatAreNoEntryAreCountedAndSkipped() throws Exception {
        publish(Topics.PRINCIPLES, "desk/x", new byte[] {7, 7, 7});
        publish(Topics.TOOLS, "no slash", (byte[]) null);
        publish(Topics.PRINCIPLES, "desk/a", principle("desk", "a", EntryStatus.ACTIVE));
        caughtUp();
        assertThat(view.unreadable()).isEqualTo(1);
        assertThat(view.principles("desk")).hasSize(1);
        assertThat(view.failure()).isNull();
    }

    @Test
    void aFullLineageTurnsNewcomersAwayUntilOneLeaves() throws Exception {
        for (String id : List.of("a", "b", "c")) {
            publish(Topics.PRINCIPLES, "desk/" + id, principle("desk", id, EntryStatus.ACTIVE));
        }
        caughtUp();
        assertThat(view.principles("desk")).extracting(Principle::getId).containsExactly("a", "b");
        assertThat(view.fullLineages()).containsExactly("desk");
        assertThat(view.turnedAway()).isEqualTo(1);
        publish(Topics.PRINCIPLES, "desk/a", principle("desk", "a", EntryStatus.RETIRED));
        publish(Topics.PRINCIPLES, "desk/c", principle("desk", "c", EntryStatus.ACTIVE));
        assertThat(view.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(view.principles("desk")).extracting(Principle::getId).containsExactly("b", "c");
        assertThat(view.fullLineages()).isEmpty();
    }

    @Test
    void aBrokerThatComesBackIsForgivenAndOneThatDoesNotIsReported() throws Exception {
        consumer.setPollException(new KafkaException("away for a moment"));
        publish(Topics.PRINCIPLES, "desk/a", principle("desk", "a", EntryStatus.ACTIVE));
        caughtUp();
        assertThat(view.failure()).isNull();
        for (int attempt = 0; attempt < 4; attempt++) {
            consumer.schedulePollTask(() -> {
                throw new KafkaException("gone");
            });
        }
        assertThat(eventually(() -> view.failure() != null)).isTrue();
        assertThat(view.principles("desk")).as("what was seen stays").hasSize(1);
        assertThat(view.awaitCaughtUp(Duration.ofMillis(50))).isFalse();
    }

    private void caughtUp() throws InterruptedException {
        view.start();
        assertThat(view.awaitCaughtUp(PATIENCE)).isTrue();
    }

    private static boolean eventually(BooleanSupplier claim) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!claim.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        return claim.getAsBoolean();
    }

    private <T extends SpecificRecord> void publish(TopicSpec<T> topic, String key, T value) {
        publish(topic, key, serdes.of(topic).serializer().serialize(topic.name(), value));
    }

    private void publish(TopicSpec<?> topic, String key, byte[] value) {
        long offset = ends.merge(topic.name(), 1L, Long::sum) - 1;
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        consumer.updateEndOffsets(Map.of(partition, offset + 1));
        Runnable arrive = () -> consumer.addRecord(new ConsumerRecord<>(topic.name(), 0, offset, key, value));
        consumer.schedulePollTask(arrive); // a record can only arrive where somebody has asked for it
    }

    private static Principle principle(String lineage, String id, EntryStatus status) {
        return Principle.newBuilder()
                .setId(id)
                .setLineage(lineage)
                .setConditions(List.of("gold"))
                .setAction("credit")
                .setStatement("when gold do credit")
                .setEvidence(
                        Evidence.newBuilder().setSupporting(3).setOpposing(0).build())
                .setUtility(Utility.newBuilder().setQ(0).setUses(0).setWins(0).build())
                .setStatus(status)
                .setRevision(1)
                .setUpdatedMs(1)
                .build();
    }

    private static Tool tool(String lineage, String id, EntryStatus status) {
        return Tool.newBuilder()
                .setId(id)
                .setLineage(lineage)
                .setName("macro_" + id)
                .setDescription("")
                .setConditions(List.of())
                .setParameters(List.of())
                .setJsonSchema("{}")
                .setSteps(List.of())
                .setEvidence(
                        Evidence.newBuilder().setSupporting(3).setOpposing(0).build())
                .setUtility(Utility.newBuilder().setQ(0).setUses(0).setWins(0).build())
                .setStatus(status)
                .setRevision(1)
                .setUpdatedMs(1)
                .build();
    }
}
