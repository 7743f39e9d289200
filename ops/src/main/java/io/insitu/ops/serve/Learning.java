package io.insitu.ops.serve;

import io.insitu.connectors.clock.Ticker;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.ops.UserError;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Groups;
import io.insitu.ops.site.Site;
import io.insitu.ops.site.Stillness;
import io.insitu.ops.train.DeviceOption;
import io.insitu.ops.work.RequestWorker;
import io.insitu.ops.work.Seat;
import io.insitu.ops.work.Vitals;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.worker.TrainerConfig;
import io.insitu.trainer.worker.TrainerWorker;
import io.insitu.trainer.worker.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything on a site that learns from agents which are not ours: topologies, clock, trainer, and a worker that answers
 * what can be answered without their tools.
 */
public final class Learning implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Site site;
    private final @Nullable TrainerWorker trainer;
    private final Evolution evolution;
    private final @Nullable RequestWorker requests;
    private final Ticker ticker;
    private final Vitals vitals;

    private Learning(
            Site site,
            @Nullable TrainerWorker trainer,
            Evolution evolution,
            @Nullable RequestWorker requests,
            Ticker ticker) {
        this.site = site;
        this.trainer = trainer;
        this.evolution = evolution;
        this.requests = requests;
        this.ticker = ticker;
        this.vitals = new Vitals(site.folder()).watch("learning", evolution::failure);
        if (trainer != null) {
            vitals.watch("trainer", trainer::failure);
        }
        if (requests != null) {
            vitals.watch("request worker", requests::failure);
        }
    }

    /**
     * @param road to the log, for the clock; not closed with it
     * @param training hears of each batch, from the trainer's thread
     */
    public static Learning start(Site site, Outbox road, LearningParts parts, Consumer<TrainingProgress> training) {
        TrainerWorker trainer = trainer(site, parts, training);
        Evolution evolution;
        try {
            evolution = Evolution.live(site);
        } catch (RuntimeException e) {
            if (trainer != null) {
                trainer.close();
            }
            throw e;
        }
        RequestWorker requests = worker(site, parts);
        Ticker ticker = new Ticker(road, Site.PARTITIONS, TICK, InstantSource.system());
        if (trainer != null) {
            trainer.start();
        }
        if (requests != null) {
            requests.start();
        }
        ticker.start();
        return new Learning(site, trainer, evolution, requests, ticker);
    }

    private static @Nullable RequestWorker worker(Site site, LearningParts parts) {
        if (!parts.answers()) { // somebody else does; of what nobody can read a letter is due all the same
            Seat seat = new Seat(Groups.REQUEST_LETTERS, Duration.ZERO, true);
            return new RequestWorker(site.clients(), site.serdes(), seat, ForeignAnswers.VERSION, request -> null);
        }
        // A demo's requests are answered by a demo, whenever it goes on here.
        return site.folder().run().toFile().exists()
                ? null
                : new RequestWorker(site, ForeignAnswers.VERSION, new ForeignAnswers());
    }

    private static @Nullable TrainerWorker trainer(
            Site site, LearningParts parts, Consumer<TrainingProgress> training) {
        Path baseModel = parts.baseModel();
        if (baseModel == null) {
            return null;
        }
        try {
            new CpuEngines().open().close(); // OpenBLAS is loaded before anything else that brings threads of its own
            return new TrainerWorker(
                    site.serdes(),
                    site.clients().admin(),
                    baseModel,
                    site.folder().artifacts(),
                    TrainerConfig.defaults(),
                    parts.device(),
                    DeviceOption.kernels(),
                    training);
        } catch (IOException | IllegalArgumentException e) {
            throw UserError.usage("--base " + baseModel + ": is no base model that can be trained on ("
                    + UserError.reason(e) + "); name a folder with config.json and model.safetensors");
        }
    }

    /** Digest of the base model adapters are trained on; empty: none are. */
    public String baseModelId() {
        return trainer == null ? "" : trainer.baseModelId();
    }

    /** Where adapters are trained and why; nothing where the CPU was wished, or none are trained. */
    public Optional<String> device() {
        return trainer == null ? Optional.empty() : trainer.device();
    }

    public Vitals vitals() {
        return vitals;
    }

    /** Waits until learning has nothing left to do with what is on the log; false: not within the time. */
    public boolean awaitStill(Duration patience) throws InterruptedException {
        Map<String, TopicSpec<?>> workers = new HashMap<>();
        if (requests != null) {
            workers.put(requests.group(), Topics.REQUESTS);
        }
        if (trainer != null) {
            workers.put(Groups.TRAINER, Topics.TRAINING_BATCHES);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        try (Stillness stillness = new Stillness(site, Evolution.APPLICATION, workers)) {
            while (!stillness.reached()) {
                vitals.check();
                if (System.nanoTime() > deadline) {
                    return false;
                }
            }
        }
        vitals.check();
        return true;
    }

    @Override
    public void close() {
        ticker.close();
        if (requests != null) {
            requests.close();
        }
        if (trainer != null) {
            trainer.close();
        }
        evolution.close();
    }
}
