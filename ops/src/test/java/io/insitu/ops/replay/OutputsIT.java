package io.insitu.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsIT {
    private static final String REPLAYED = "check";

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsComparedFactByFactInWhateverOrder() throws Exception {
        try (Site site = Site.start(DataFolder.create(folder))) {
            site.createTopics(REPLAYED);
            write(site, Topics.DEAD_LETTERS, "", letter(Topics.INTERACTIONS, 1), letter(Topics.JOURNAL, 2));
            write(site, Topics.DEAD_LETTERS, REPLAYED, letter(Topics.JOURNAL, 2), letter(Topics.INTERACTIONS, 1));
            assertThat(of(site, "")).isEqualTo(of(site, REPLAYED));

            // Not the topology's: the trainer's letter and its candidate, which a replay reads and does not write.
            write(site, Topics.DEAD_LETTERS, "", letter(Topics.TRAINING_BATCHES, 3));
            write(site, Topics.ADAPTERS, "", adapter(AdapterStatus.CANDIDATE));
            assertThat(of(site, "")).isEqualTo(of(site, REPLAYED));

            // Nor is what no topology of ours can have written.
            writeBytes(site, Topics.REQUESTS, "no request");
            assertThat(of(site, "")).isEqualTo(of(site, REPLAYED));

            write(site, Topics.ADAPTERS, "", adapter(AdapterStatus.LIVE));
            assertThat(of(site, "")).isNotEqualTo(of(site, REPLAYED));
            write(site, Topics.ADAPTERS, REPLAYED, adapter(AdapterStatus.LIVE));
            assertThat(of(site, "")).isEqualTo(of(site, REPLAYED));

            write(site, Topics.DEAD_LETTERS, REPLAYED, letter(Topics.JOURNAL, 2));
            assertThat(of(site, "")).as("a fact that is there twice").isNotEqualTo(of(site, REPLAYED));
        }
    }

    @Test
    void aStoreWithoutAChangelogIsNoEmptyStore() {
        try (Site site = Site.start(DataFolder.create(folder))) {
            Digests digests = new Digests(new LogReader(site.clients(), site.serdes()));

            assertThatThrownBy(() -> digests.of(Evolution.APPLICATION))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("insitu-assemble-steps-changelog does not exist");
        }
    }

    private static List<StoreDigest> of(Site site, String namespace) {
        return new Outputs(new LogReader(site.clients(), site.serdes())).of(namespace);
    }

    @SafeVarargs
    private static <T extends SpecificRecord> void write(Site site, TopicSpec<T> topic, String namespace, T... facts)
            throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(site.clients().producer(), new StringSerializer(), new ByteArraySerializer())) {
            for (T fact : facts) {
                byte[] bytes = site.serdes().of(topic).serializer().serialize(topic.name(), fact);
                producer.send(new ProducerRecord<>(topic.in(namespace), "key", bytes))
                        .get();
            }
        }
    }

    private static void writeBytes(Site site, TopicSpec<?> topic, String bytes) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(site.clients().producer(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), "key", bytes)).get();
        }
    }

    private static DeadLetter letter(TopicSpec<?> origin, long offset) {
        return DeadLetter.newBuilder()
                .setOriginTopic(origin.name())
                .setOriginPartition(0)
                .setOriginOffset(offset)
                .setReason(DeadLetterReason.INVALID_FIELD)
                .setDetail("made by hand")
                .setAtMs(1_000)
                .build();
    }

    private static AdapterVersion adapter(AdapterStatus status) {
        return AdapterVersion.newBuilder()
                .setAdapterId("adapter")
                .setLineage("desk")
                .setBaseModelId("base")
                .setParentAdapterId("")
                .setBatchId("batch")
                .setStatus(status)
                .setLocation("there")
                .setEngine("cpu@1")
                .setRank(4)
                .setChangedMs(1_000)
                .build();
    }
}
