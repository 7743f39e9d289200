package io.insitu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.broker.ClientSettings;
import io.insitu.ops.broker.EmbeddedBroker;
import io.insitu.ops.broker.TopicCreation;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Drawn;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.trainer.worker.TrainerConfig;
import io.insitu.trainer.worker.TrainerWorker;
import io.insitu.trainer.worker.TrainingProgress;
import io.insitu.trainer.worker.TrainingProgress.Phase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerWorkerIT {
    @TempDir
    Path folder;

    private final TopicSerdes serdes = new AvroSerdes(EmbeddedRegistry.inMemory());
    private final LinkedBlockingQueue<TrainingProgress> progress = new LinkedBlockingQueue<>();

    @Test
    void everyBatchIsAnsweredOnceByACandidateOrADeadLetter() throws Exception {
        Path base = TinyBase.in(folder);
        String baseId = ModelDigest.of(base);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            ClientSettings settings = new ClientSettings(broker.bootstrap());
            try (Admin admin = Admin.create(settings.admin())) {
                new TopicCreation(admin).ensure(Topics.all(), "", 1);
            }
            send(settings, bytes(batch("good-1", baseId)));
            send(settings, "no batch".getBytes(StandardCharsets.UTF_8));
            send(settings, bytes(batch("foreign", "other")));
            send(settings, bytes(saidToBeOwn(batch("not its own", baseId))));
            work(settings, base, 4);
            send(settings, bytes(batch("good-2", baseId)));
            work(settings, base, 1); // a successor goes on where the first one stopped
            List<AdapterVersion> versions = read(settings, Topics.ADAPTERS);
            assertThat(versions).extracting(AdapterVersion::getBatchId).containsExactly("good-1", "good-2");
            assertThat(new ArtifactStore(folder.resolve("store"))
                            .open(versions.get(0).getLocation())
                            .baseModelId())
                    .isEqualTo(baseId);
            assertThat(read(settings, Topics.DEAD_LETTERS))
                    .extracting(DeadLetter::getReason)
                    .containsExactly(
                            DeadLetterReason.BAD_MAGIC,
                            DeadLetterReason.UNKNOWN_REFERENCE,
                            DeadLetterReason.INVALID_FIELD);
            List<Reply> refusals = read(settings, Topics.REPLIES);
            assertThat(refusals)
                    .as("so that nobody waits for them")
                    .extracting(Reply::getRequestId)
                    .containsExactly("foreign", "not its own");
            assertThat(((RequestFailed) refusals.get(0).getBody()).getAttempts())
                    .isEmpty();
            RequestFailed notItsOwn = (RequestFailed) refusals.get(1).getBody();
            assertThat(notItsOwn.getAttempts())
                    .as("so that they are not drawn again")
                    .containsExactly("t1");
            assertThat(notItsOwn.getReason())
                    .contains("batch not its own, sample t1: said to be drawn by the policy that starts here");
        }
    }

    /** The base is said to have given these tokens a probability that it does not give them. */
    private static TrainingBatch saidToBeOwn(TrainingBatch batch) {
        Sample said = Sample.newBuilder(batch.getSamples().get(0))
                .setDrawn(List.of(new Drawn("", 2, 2)))
                .build();
        return TrainingBatch.newBuilder(batch).setSamples(List.of(said)).build();
    }

    private void work(ClientSettings settings, Path base, int answers) throws Exception {
        ArtifactStore store = new ArtifactStore(folder.resolve("store"));
        try (TrainerWorker worker =
                new TrainerWorker(serdes, settings.admin(), base, store, TrainerConfig.defaults(), progress::add)) {
            worker.start();
            for (int seen = 0; seen < answers; ) {
                TrainingProgress next = progress.poll(60, TimeUnit.SECONDS);
                assertThat(worker.failure()).isNull();
                assertThat(next).as("progress within a minute").isNotNull();
                seen += next.phase() == Phase.STARTED ? 0 : 1;
            }
        }
    }

    private byte[] bytes(TrainingBatch batch) {
        return serdes.of(Topics.TRAINING_BATCHES).serializer().serialize("", batch);
    }

    private static void send(ClientSettings settings, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings.producer(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.TRAINING_BATCHES.name(), "desk", value))
                    .get();
        }
    }

    private <T extends SpecificRecord> List<T> read(ClientSettings settings, TopicSpec<T> topic) {
        List<T> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings.consumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(r -> values.add(serdes.of(topic).deserializer().deserialize("", r.value())));
            }
        }
        return values;
    }

    private static TrainingBatch batch(String id, String baseId) {
        Sample sample = Sample.newBuilder()
                .setTrajectoryId("t1")
                .setTaskId("task")
                .setTokens(List.of(1, 2, 3, 4))
                .setMask(List.of(false, false, true, true))
                .setLogProbs(List.of(0f, 0f, -3.5f, -3.5f))
                .setReward(1)
                .setAdvantage(0)
                .setGroupSuccessRate(0.5)
                .build();
        return TrainingBatch.newBuilder()
                .setBatchId(id)
                .setLineage("desk")
                .setNumber(1)
                .setMethod(Method.NFT)
                .setBaseModelId(baseId)
                .setParentAdapterId("")
                .setSamples(List.of(sample))
                .setRank(4)
                .setAlpha(8)
                .setLearningRate(0.01)
                .setEpochs(2)
                .setSeed(id.hashCode())
                .setCreatedMs(1000)
                .build();
    }
}
