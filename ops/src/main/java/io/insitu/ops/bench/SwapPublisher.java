package io.insitu.ops.bench;

import io.insitu.ops.UserError;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.LoraAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Announces adapters as the gate would, each live at once, the one before superseded. */
final class SwapPublisher implements AutoCloseable {
    private final ArtifactStore store;
    private final String lineage;
    private final Serializer<AdapterVersion> writeVersion;
    private final KafkaProducer<String, byte[]> producer;
    private long changedMs = 1;
    private String live = "";

    SwapPublisher(Site site, String lineage) {
        this.store = site.folder().artifacts();
        this.lineage = lineage;
        this.writeVersion = site.serdes().of(Topics.ADAPTERS).serializer();
        this.producer =
                new KafkaProducer<>(site.clients().producer(), new StringSerializer(), new ByteArraySerializer());
    }

    /** Writes the adapter into the store and announces it; answers its digest. */
    String publish(LoraAdapter adapter) throws InterruptedException {
        try {
            String id = store.publish(adapter).adapterId();
            announce(adapter, id, AdapterStatus.LIVE, live);
            if (!live.isEmpty()) {
                announce(adapter, live, AdapterStatus.SUPERSEDED, "");
            }
            live = id;
            return id;
        } catch (IOException | ExecutionException e) {
            throw new UserError("publishing " + AdapterDigest.of(adapter) + ": " + UserError.reason(e));
        }
    }

    private void announce(LoraAdapter adapter, String id, AdapterStatus status, String parent)
            throws InterruptedException, ExecutionException {
        AdapterVersion version = AdapterVersion.newBuilder()
                .setAdapterId(id)
                .setLineage(lineage)
                .setBaseModelId(adapter.baseModelId())
                .setParentAdapterId(parent)
                .setBatchId("bench")
                .setStatus(status)
                .setLocation(ArtifactStore.locationOf(id))
                .setEngine("bench@1")
                .setRank(adapter.rank())
                .setApplied(Map.of())
                .setEvidence(Map.of())
                .setReason("")
                .setChangedMs(changedMs++)
                .setCauses(List.of())
                .build();
        String topic = Topics.ADAPTERS.in("");
        producer.send(new ProducerRecord<>(topic, lineage + "/" + id, writeVersion.serialize(topic, version)))
                .get();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
