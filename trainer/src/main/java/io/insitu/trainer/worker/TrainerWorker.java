package io.insitu.trainer.worker;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.serde.DeadLetters;
import io.insitu.schemas.serde.TopicSerdes;
import io.insitu.schemas.serde.UnreadableRecordException;
import io.insitu.trainer.device.DeviceWish;
import io.insitu.trainer.worker.TrainingProgress.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads training batches and answers each, once, with a candidate adapter or a dead letter.
 *
 * <p>Answer and progress are one transaction: the offset of a batch moves if and only if its answer is visible. A worker
 * that dies in between leaves an aborted transaction, and its successor, which takes over the transactional id, trains
 * the batch again. Equal input gives equal bytes, so the adapter's folder is then already there and stays as it is.
 */
public final class TrainerWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerWorker.class);
    private static final int MAX_ATTEMPTS = 5;

    private final WorkerBase base;
    private final ArtifactStore store;
    private final TrainerConfig config;
    private final BatchExchange exchange;
    private final Consumer<TrainingProgress> progress;
    private final Thread thread = new Thread(this::loop, "insitu-trainer-worker");
    private volatile boolean closing;
    private volatile @Nullable RuntimeException failure;

    /** On the CPU. */
    public TrainerWorker(
            TopicSerdes serdes,
            Map<String, Object> client,
            Path baseModel,
            ArtifactStore store,
            TrainerConfig config,
            Consumer<TrainingProgress> progress)
            throws IOException {
        this(serdes, client, baseModel, store, config, DeviceWish.CPU, store.root(), progress);
    }

    /**
     * @param client Kafka client properties, at least {@code bootstrap.servers}
     * @param baseModel HF folder of the base model
     * @param kernels folder where a device's compiled kernels are kept
     * @param progress told from the worker's thread; must not block
     */
    public TrainerWorker(
            TopicSerdes serdes,
            Map<String, Object> client,
            Path baseModel,
            ArtifactStore store,
            TrainerConfig config,
            DeviceWish device,
            Path kernels,
            Consumer<TrainingProgress> progress)
            throws IOException {
        base = WorkerBase.read(baseModel, device, config, kernels);
        base.why().ifPresent(why -> LOG.atInfo().addKeyValue("why", why).log("where batches are trained"));
        this.store = store;
        this.config = config;
        exchange = new BatchExchange(serdes, client, config.groupId());
        this.progress = progress;
    }

    /** Digest of the base model it trains on. */
    public String baseModelId() {
        return base.id();
    }

    /** Where it trains and why; nothing where the CPU was wished. */
    public Optional<String> device() {
        return base.why();
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the worker stopped by itself; null while it works. */
    public @Nullable RuntimeException failure() {
        return failure;
    }

    private void loop() {
        int attempts = 0;
        try {
            exchange.open();
            while (!closing) {
                try {
                    for (ConsumerRecord<String, byte[]> record : exchange.poll(Duration.ofMillis(500))) {
                        answer(record);
                    }
                    attempts = 0;
                } catch (WakeupException | InterruptException e) {
                    return; // only close() wakes us
                } catch (IOException | RegistryException | KafkaException e) {
                    if (++attempts == MAX_ATTEMPTS || BatchExchange.isFatal(e)) {
                        throw new IllegalStateException("training stopped after " + attempts + " attempts: " + e, e);
                    }
                    LOG.atWarn().addKeyValue("attempt", attempts).setCause(e).log("training is tried again");
                    exchange.abort();
                    Thread.sleep(200L << attempts);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closing) {
                failure = e;
                LOG.atError().setCause(e).log("the trainer stopped");
            }
        } finally {
            release();
        }
    }

    private void release() {
        base.close();
        exchange.close();
    }

    private void answer(ConsumerRecord<String, byte[]> record) throws IOException {
        long start = System.nanoTime();
        TrainingBatch batch;
        try {
            batch = exchange.read(record);
        } catch (UnreadableRecordException e) {
            exchange.answer(record, letter(record, e.reason(), String.valueOf(e.getMessage())));
            tell(String.valueOf(record.key()), "", Phase.REFUSED, String.valueOf(e.getMessage()), start);
            return;
        }
        tell(batch.getLineage(), batch.getBatchId(), Phase.STARTED, "", start);
        try {
            AdapterVersion version = base.train(held -> new BatchTrainer(held, store, config).train(batch));
            exchange.answer(record, version);
            tell(batch.getLineage(), batch.getBatchId(), Phase.PUBLISHED, version.getAdapterId(), start);
        } catch (RefusedBatchException e) {
            String why = Topics.TRAINING_BATCHES.name() + " " + batch.getBatchId() + ": " + e.getMessage();
            exchange.answer(record, letter(record, e.reason(), why), refusal(batch, e));
            tell(batch.getLineage(), batch.getBatchId(), Phase.REFUSED, why, start);
        }
    }

    /** No adapter will come of this batch, so nobody need wait for one. */
    private static Reply refusal(TrainingBatch batch, RefusedBatchException e) {
        return Reply.newBuilder()
                .setRequestId(batch.getBatchId())
                .setLineage(batch.getLineage())
                .setWorker("trainer@1")
                .setAnsweredMs(batch.getCreatedMs())
                .setBody(RequestFailed.newBuilder()
                        .setReason(e.reason() + ", " + e.getMessage())
                        .setRetryable(false)
                        .setAttempts(e.attempts())
                        .build())
                .build();
    }

    private static DeadLetter letter(ConsumerRecord<String, byte[]> record, DeadLetterReason reason, String detail) {
        byte[] key = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
        return DeadLetters.from(
                record.topic(),
                record.partition(),
                record.offset(),
                key,
                record.value(),
                reason,
                detail,
                record.timestamp());
    }

    private void tell(String lineage, String batchId, Phase phase, String detail, long start) {
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        progress.accept(new TrainingProgress(lineage, batchId, phase, detail, tookMs));
    }

    /** Ends after the batch at work; waits for it at most a minute. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            release();
            return;
        }
        exchange.wakeup();
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
