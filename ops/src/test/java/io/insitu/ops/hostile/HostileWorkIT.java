package io.insitu.ops.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.TinyBase;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.ops.work.RequestWorker;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.ToolTrialResult;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.trainer.worker.TrainerConfig;
import io.insitu.trainer.worker.TrainerWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The law of hostile input for those who work on request: each broken record a letter, and the next one is answered. */
class HostileWorkIT {
    private static final int ROUNDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void whatNoWorkerCanReadLeavesALetterAndTheWorkGoesOn() throws Exception {
        Path base = TinyBase.in(folder);
        Expected expected = new Expected();
        try (Site site = Site.start(DataFolder.create(folder.resolve("site")));
                RequestWorker desk = new RequestWorker(
                        site,
                        "test@1",
                        request -> ToolTrialResult.newBuilder()
                                .setToolId("tool")
                                .setRuns(1)
                                .setPassed(1)
                                .build());
                TrainerWorker trainer = trainer(site, base);
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        site.clients().producer(), new StringSerializer(), new ByteArraySerializer())) {
            BrokenBytes bytes = new BrokenBytes(BrokenBytes.WORKED_ON, site.serdes(), producer, 11, expected);
            for (int i = 0; i < ROUNDS * BrokenBytes.KINDS * BrokenBytes.WORKED_ON.size(); i++) {
                bytes.send();
            }
            producer.flush();
            send(site, producer, Topics.REQUESTS, Work.request("good"));
            send(site, producer, Topics.TRAINING_BATCHES, Work.batch("good", trainer.baseModelId()));
            desk.start();
            trainer.start();
            LogReader log = new LogReader(site.clients(), site.serdes());
            await(() -> !log.values(Topics.REPLIES).isEmpty()
                    && !log.values(Topics.ADAPTERS).isEmpty()
                    && log.values(Topics.DEAD_LETTERS).size() >= expected.lettersTotal());
            assertThat(desk.failure()).isNull();
            assertThat(trainer.failure()).isNull();
            List<DeadLetter> letters = log.values(Topics.DEAD_LETTERS);
            assertThat(expected.differences(letters)).isEmpty();
            assertThat(letters).hasSize(ROUNDS * BrokenBytes.KINDS * BrokenBytes.WORKED_ON.size());
            assertThat(log.values(Topics.REPLIES))
                    .extracting(Reply::getRequestId)
                    .containsExactly("good");
            assertThat(log.values(Topics.ADAPTERS))
                    .extracting(AdapterVersion::getBatchId)
                    .containsExactly("good");
        }
    }

    private TrainerWorker trainer(Site site, Path base) throws Exception {
        return new TrainerWorker(
                site.serdes(),
                site.clients().admin(),
                base,
                new ArtifactStore(folder.resolve("store")),
                TrainerConfig.defaults(),
                progress -> {});
    }

    private static <T extends SpecificRecord> void send(
            Site site, KafkaProducer<String, byte[]> producer, TopicSpec<T> topic, T value) throws Exception {
        byte[] bytes = site.serdes().of(topic).serializer().serialize(topic.name(), value);
        producer.send(new ProducerRecord<>(topic.name(), "mess", bytes)).get();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("within " + PATIENCE.toSeconds() + " s")
                    .isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
