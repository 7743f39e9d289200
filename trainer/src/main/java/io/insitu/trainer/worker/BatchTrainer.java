package io.insitu.trainer.worker;

import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelFormatException;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.DivergedException;
import io.insitu.trainer.run.OffPolicyException;
import io.insitu.trainer.run.OnPolicy;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.run.TrainRun;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSchedule;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepReport;
import io.insitu.trainer.step.StepReports;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** One batch in, one candidate adapter out: a function of batch, base and parent, equal bytes for equal input. */
public final class BatchTrainer {
    private final BaseModel base;
    private final ArtifactStore store;
    private final TrainerConfig config;

    public BatchTrainer(BaseModel base, ArtifactStore store, TrainerConfig config) {
        this.base = base;
        this.store = store;
        this.config = config;
    }

    /**
     * Trains and stores the adapter.
     *
     * @throws RefusedBatchException the batch will never give an adapter
     * @throws IOException the store failed; trying again may help
     */
    public AdapterVersion train(TrainingBatch batch) throws RefusedBatchException, IOException {
        if (!batch.getBaseModelId().equals(base.id())) {
            throw new RefusedBatchException(
                    DeadLetterReason.UNKNOWN_REFERENCE,
                    "baseModelId \"" + batch.getBaseModelId() + "\" is not the model trained here, " + base.id());
        }
        BatchExamples read = BatchExamples.of(batch, base.config(), config);
        List<Attempt> attempts = BatchAttempts.of(batch, read, config.objectives());
        LoraSchedule schedule = new LoraSchedule(batch.getEpochs(), config.examplesPerStep(), batch.getSeed());
        try (LoraTraining training = open(batch, schedule.steps(attempts.size()))) {
            OwnTokens own = new OwnTokens();
            List<StepReport> reports = new TrainRun(recipe(batch), training, null)
                    .run("batch " + batch.getBatchId(), sampled(batch, training, attempts), own);
            ArtifactStore.Published published = store.publish(training.adapter());
            Map<String, Double> applied = applied(reports);
            own.tell(applied);
            applied.put("samplesLeftOut", (double) read.leftOut());
            return version(batch, published, applied, training.engineName());
        } catch (DivergedException e) {
            throw new RefusedBatchException(DeadLetterReason.PROCESSING_FAILED, String.valueOf(e.getMessage()));
        } catch (OffPolicyException e) {
            throw new RefusedBatchException(
                    DeadLetterReason.INVALID_FIELD,
                    String.valueOf(e.getMessage()),
                    e.attempts().stream().map(BatchAttempts::trajectoryId).toList());
        }
    }

    /** Only who compares with a sampler asks who that was. */
    private static List<Attempt> sampled(TrainingBatch batch, LoraTraining training, List<Attempt> attempts) {
        return judged(batch) ? Unrecorded.filled(training, attempts) : attempts;
    }

    private static boolean judged(TrainingBatch batch) {
        return batch.getMethod() == Method.NFT || batch.getMethod() == Method.GRPO;
    }

    /** What was found of tokens that the parent drew itself. */
    private static final class OwnTokens implements TrainRun.Listener {
        private OnPolicy found = new OnPolicy(0, 0);

        @Override
        public void done(StepReport report, int steps) {}

        @Override
        public void compared(OnPolicy seen) {
            found = seen;
        }

        void tell(Map<String, Double> applied) {
            if (found.tokens() > 0) {
                applied.put("onPolicyTokens", (double) found.tokens());
                applied.put("onPolicyRatioOff", found.ratioOff());
            }
        }
    }

    private Recipe recipe(TrainingBatch batch) {
        Objectives objectives = config.objectives();
        Method method = batch.getMethod();
        boolean fresh = batch.getSamples().stream().noneMatch(Sample::getReplayed); // else another policy is among them
        return new Recipe(
                objectives.loss(method),
                batch.getEpochs(),
                config.examplesPerStep(),
                batch.getLearningRate(),
                config.warmUpShare(),
                0,
                1,
                batch.getSeed(),
                objectives.sequenceMean() && method != Method.DPO,
                objectives.reference(method),
                objectives.onPolicy() && judged(batch) && fresh,
                method == Method.GRPO ? objectives.guardShare() : 0,
                0,
                1,
                Integer.MAX_VALUE);
    }

    private LoraTraining open(TrainingBatch batch, int steps) throws RefusedBatchException, IOException {
        Loss loss = config.objectives().loss(batch.getMethod());
        int warmUp = (int) Math.round(steps * config.warmUpShare());
        Optimization optimization = Optimization.lora(new LearningRate(batch.getLearningRate(), warmUp, steps, 0.1));
        Parallelism usual = new Parallelism(config.threads(), config.shardTokens());
        if (batch.getParentAdapterId().isEmpty()) {
            LoraSpec spec = new LoraSpec(batch.getRank(), batch.getAlpha(), config.targetModules());
            return LoraTraining.fresh(base, spec, batch.getSeed(), loss, optimization, base.spread(spec, usual));
        }
        LoraAdapter parent = parent(batch);
        try {
            Parallelism spread = base.spread(LoraSpec.of(parent), usual);
            return LoraTraining.from(base, parent, loss, optimization, spread);
        } catch (IllegalArgumentException e) {
            throw new RefusedBatchException(DeadLetterReason.UNKNOWN_REFERENCE, String.valueOf(e.getMessage()));
        }
    }

    private LoraAdapter parent(TrainingBatch batch) throws RefusedBatchException, IOException {
        LoraAdapter parent;
        try {
            parent = store.open(ArtifactStore.locationOf(batch.getParentAdapterId()));
        } catch (ModelFormatException e) {
            throw new RefusedBatchException(DeadLetterReason.UNKNOWN_REFERENCE, "parentAdapterId: " + e.getMessage());
        }
        if (parent.rank() != batch.getRank() || parent.alpha() != batch.getAlpha()) {
            throw new RefusedBatchException(
                    DeadLetterReason.INVALID_FIELD,
                    "rank " + batch.getRank() + " and alpha " + batch.getAlpha() + " must be the parent's, "
                            + parent.rank() + " and " + parent.alpha());
        }
        return parent;
    }

    private static AdapterVersion version(
            TrainingBatch batch, ArtifactStore.Published published, Map<String, Double> applied, String engine) {
        return AdapterVersion.newBuilder()
                .setAdapterId(published.adapterId())
                .setLineage(batch.getLineage())
                .setBaseModelId(batch.getBaseModelId())
                .setParentAdapterId(batch.getParentAdapterId())
                .setBatchId(batch.getBatchId())
                .setStatus(AdapterStatus.CANDIDATE)
                .setLocation(published.location())
                .setEngine(engine)
                .setRank(batch.getRank())
                .setApplied(applied)
                .setEvidence(Map.of())
                .setReason("learnt from batch " + batch.getNumber())
                .setChangedMs(batch.getCreatedMs())
                .setCauses(List.of(batch.getBatchId()))
                .build();
    }

    /** What the steps say they did, not what was configured. */
    static Map<String, Double> applied(List<StepReport> reports) {
        List<StepReport> done = reports.stream().filter(r -> !r.skipped()).toList();
        StepReport first = done.get(0);
        StepReport last = done.get(done.size() - 1);
        double targets = done.stream().mapToLong(StepReport::targetTokens).sum();
        Map<String, Double> applied = new TreeMap<>(); // ordered, so that equal facts are equal bytes
        applied.put("steps", (double) done.size());
        applied.put("skippedSteps", (double) (reports.size() - done.size()));
        applied.put(
                "tokens", (double) done.stream().mapToLong(StepReport::tokens).sum());
        applied.put("targetTokens", targets);
        put(applied, "learningRateMax", StepReports.max(done, StepReport::learningRate));
        applied.put("learningRateLast", last.learningRate());
        applied.put("lossFirst", first.loss());
        applied.put("lossLast", last.loss());
        put(applied, "gradNormMax", StepReports.max(done, StepReport::gradNorm));
        put(applied, "gradNormAppliedMax", StepReports.max(done, StepReport::appliedNorm));
        put(applied, "clipShare", StepReports.mean(done, StepReport::clipShare));
        put(applied, "ratioMean", StepReports.mean(done, StepReport::ratioMean));
        put(applied, "ratioMax", StepReports.max(done, StepReport::ratioMax));
        put(applied, "kl", StepReports.mean(done, StepReport::kl));
        StepReports.sum(done, StepReport::klCappedTokens).ifPresent(n -> applied.put("klCappedTokens", (double) n));
        applied.put("entropyFirst", first.entropy());
        applied.put("entropyLast", last.entropy());
        put(applied, "marginLast", StepReports.max(List.of(last), StepReport::margin));
        applied.put("skippedTokens", (double)
                done.stream().mapToLong(StepReport::skippedTokens).sum());
        return applied;
    }

    /** What means nothing to a method is not said. */
    private static void put(Map<String, Double> applied, String name, OptionalDouble value) {
        value.ifPresent(number -> applied.put(name, number));
    }
}
