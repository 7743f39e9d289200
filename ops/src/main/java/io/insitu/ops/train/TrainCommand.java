package io.insitu.ops.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.NumberOption;
import io.insitu.ops.UserError;
import io.insitu.ops.modelcli.NamedBase;
import io.insitu.ops.modelcli.Readable;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.device.TrainingDevice;
import io.insitu.trainer.engine.cuda.CudaException;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Checkpoint;
import io.insitu.trainer.run.DivergedException;
import io.insitu.trainer.run.OffPolicyException;
import io.insitu.trainer.run.OnPolicy;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.run.TrainRun;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A file of examples becomes a LoRA adapter. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train a LoRA adapter on a JSONL file; an interrupted run goes on where it was.")
public final class TrainCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Tokens of a sequence that a device must have room for, or it is not taken. */
    private static final int USUAL_SEQUENCE = 1024;

    @Option(names = "--base", required = true, paramLabel = "DIR", description = "Hugging Face model folder.")
    private Path baseFolder = Path.of(".");

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "JSONL; see ops/README.md.")
    private Path data = Path.of(".");

    @Option(names = "--method", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Method method = Method.SFT;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "PEFT folder to write; must not exist.")
    private Path out = Path.of(".");

    @Option(names = "--adapter", paramLabel = "DIR", description = "Parent to go on from (default: a fresh adapter).")
    private @Nullable Path parentFolder;

    @Option(names = "--threads", description = "CPU threads; never changes the result (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Mixin
    private TrainOptions options = new TrainOptions();

    @Override
    public Integer call() {
        NumberOption.atLeast("--threads", threads, 1, "somebody must do the work");
        Readable.folder("--base", baseFolder);
        if (!Files.isRegularFile(data)) {
            throw UserError.usage("--data " + data + " is no file");
        }
        Recipe recipe = options.recipe(method);
        LoraSpec fresh = options.spec();
        try (RunLock lock = RunLock.of(out)) {
            new RunPlace(out).mustBeNew();
            return Readable.orComplain(() -> {
                try {
                    train(fresh, recipe);
                } catch (OffPolicyException | DivergedException e) {
                    throw new UserError(UserError.reason(e));
                }
                return ExitCode.OK;
            });
        }
    }

    /** On the CPU from the last checkpoint on, where a device refuses: it has too little memory, or broke. */
    private void train(LoraSpec fresh, Recipe recipe) throws IOException {
        ModelConfig config = ModelConfig.ofModel(baseFolder);
        int usual = Math.min(USUAL_SEQUENCE, config.maxPositions());
        try (TrainingDevice where = device.open(config, fresh, usual)) {
            try {
                train(where, fresh, recipe);
            } catch (CudaException e) {
                TrainingDevice cpu = where.instead(e);
                DeviceOption.tell(cpu);
                train(cpu, fresh, recipe);
            }
        }
    }

    private void train(TrainingDevice where, LoraSpec fresh, Recipe recipe) throws IOException {
        try (BaseModel base = where.read(baseFolder);
                Tokenizing tokenizing = new Tokenizing(baseFolder)) {
            LoraAdapter parent = parentFolder == null ? null : base.adapter(Readable.folder("--adapter", parentFolder));
            if (parent != null && parentFolder != null) {
                NamedBase.tell(parentFolder);
                options.mustAgreeWith(parent);
            }
            TrainingFile file = TrainingFile.read(data, method, base.config(), tokenizing, id(parent));
            train(where, base, fresh, parent, recipe, file);
        }
    }

    /** Empty for none: the base alone. */
    private static String id(@Nullable LoraAdapter parent) {
        return parent == null ? "" : AdapterDigest.of(parent);
    }

    private void train(
            TrainingDevice where,
            BaseModel base,
            LoraSpec fresh,
            @Nullable LoraAdapter parent,
            Recipe recipe,
            TrainingFile file)
            throws IOException {
        LoraSpec spec = parent == null ? fresh : LoraSpec.of(parent);
        int planned = TrainPlan.steps(recipe, file.attempts().size());
        TrainPlan.mustFit(data, base.config(), spec, recipe, file.attempts(), threads, !where.onDevice());
        try (LoraTraining training = open(base, spec, parent, recipe, planned)) {
            RunFingerprint run = new RunFingerprint(base.id(), id(parent), spec);
            RunPlace place = new RunPlace(out);
            Checkpoint checkpoint =
                    Checkpoint.open(place.part(), run.of(recipe, Files.readAllBytes(data), file.attempts()));
            ProgressBar progress = new ProgressBar();
            List<StepReport> steps = learnt(recipe, training, checkpoint, file, progress);
            ObjectNode report = report(base, parent, training, file, steps);
            OnPolicy own = progress.own();
            if (own != null) {
                report.put("onPolicyTokens", own.tokens());
                report.put("onPolicyRatioOff", own.ratioOff());
            }
            if (progress.engines().size() > 1) {
                report.set("engines", JSON.valueToTree(progress.engines()));
            }
            report.put("device", where.why().orElse("cpu"));
            place.write(training.adapter(), report, checkpoint);
            say(report);
        }
    }

    private List<StepReport> learnt(
            Recipe recipe, LoraTraining training, Checkpoint checkpoint, TrainingFile file, ProgressBar progress)
            throws IOException {
        List<Attempt> attempts = file.logProbsMissing() ? Samplers.of(training, file.attempts()) : file.attempts();
        try {
            return new TrainRun(recipe, training, checkpoint).run(data.toString(), attempts, progress);
        } catch (DivergedException e) {
            checkpoint.delete(); // going on from it would end at the same place
            throw e;
        }
    }

    private LoraTraining open(BaseModel base, LoraSpec spec, @Nullable LoraAdapter parent, Recipe recipe, int steps) {
        int warmUp = (int) Math.round(steps * recipe.warmUpShare());
        Optimization optimization = new Optimization(
                new LearningRate(recipe.rate(), warmUp, steps, 0.1),
                0.9,
                0.999,
                1e-8,
                recipe.weightDecay(),
                recipe.maxGradNorm());
        Parallelism parallelism = base.spread(spec, Parallelism.of(threads));
        return parent == null
                ? LoraTraining.fresh(base, spec, options.seed(), recipe.loss(), optimization, parallelism)
                : LoraTraining.from(base, parent, recipe.loss(), optimization, parallelism);
    }

    private ObjectNode report(
            BaseModel base,
            @Nullable LoraAdapter parent,
            LoraTraining training,
            TrainingFile file,
            List<StepReport> reports) {
        LoraAdapter adapter = training.adapter();
        ObjectNode root = JSON.createObjectNode();
        root.put("format", 1);
        root.put("adapterId", AdapterDigest.of(adapter));
        root.put("baseModelId", base.id());
        root.put("parentAdapterId", id(parent));
        root.put("method", method.name().toLowerCase(Locale.ROOT));
        root.put("rank", adapter.rank());
        root.put("alpha", adapter.alpha());
        root.put("rslora", adapter.rankStabilised());
        root.put("attempts", file.attempts().size());
        root.put("groupsDropped", file.groupsDropped());
        root.setAll(RunSummary.of(reports));
        root.put("engine", training.engineName());
        return root;
    }

    private void say(ObjectNode report) throws IOException {
        if (json) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%s: adapter %s after %d steps, loss %.4f to %.4f%n",
                    out,
                    report.path("adapterId").asText(),
                    report.path("steps").asInt(),
                    report.path("lossFirst").asDouble(),
                    report.path("lossLast").asDouble());
        }
    }
}
