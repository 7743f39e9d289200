package io.insitu.ops.base;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.desk.BaseCurriculum;
import io.insitu.connectors.desk.BaseExam;
import io.insitu.connectors.desk.ModelVocabulary;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.TensorInfo.Dtype;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Remakes the demo's base model from random weights and made-up tickets. */
@Command(name = "train-base", description = "Remake the demo's base model.", mixinStandardHelpOptions = true)
public final class TrainBase implements Callable<Integer> {
    private static final int WARM_UP = 60;
    private static final int REPORT_EVERY = 100;
    private static final double FLOOR = 0.05;

    @Option(
            names = "--out",
            required = true,
            description = "Folder of the model: config.json, model.safetensors, vocab.json.")
    private Path out = Path.of(".");

    @Option(names = "--steps", defaultValue = "2500", description = "Optimizer steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--batch", defaultValue = "48", description = "Conversations per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--rate", defaultValue = "2e-3", description = "Peak learning rate (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seed", defaultValue = "1", description = "Of weights and tickets (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", defaultValue = "2", description = "CPU threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--json", description = "One JSON object per report line.")
    private boolean json;

    /** The shape of the demo's model, about a million parameters. */
    public static ModelConfig shape() {
        return ModelConfig.llama(ModelVocabulary.size(), 128, 5, 4, 2, 448, 256);
    }

    @Override
    public Integer call() {
        positive("--steps", steps);
        positive("--batch", batch);
        positive("--threads", threads);
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw UserError.usage("--rate must be above 0, was " + rate);
        }
        try {
            Files.createDirectories(out);
            train();
        } catch (IOException e) {
            throw new UserError("--out " + out + ": cannot be written (" + UserError.reason(e) + ")");
        }
        return ExitCode.OK;
    }

    private static void positive(String option, int value) {
        if (value < 1) {
            throw UserError.usage(option + " must be at least 1, was " + value);
        }
    }

    private void train() throws IOException {
        Optimization optimization =
                new Optimization(new LearningRate(rate, WARM_UP, steps, FLOOR), 0.9, 0.98, 1e-8, 0.02, 1);
        long next = seed << 32; // each step takes the next seeds: no ticket comes twice
        try (FullTraining training =
                FullTraining.fresh(new CpuEngines(), shape(), seed, optimization, Parallelism.of(threads))) {
            double loss = 0;
            long tokens = 0;
            for (int step = 1; step <= steps; step++) {
                StepReport report = training.step(tickets(next, batch));
                next += batch;
                loss += report.loss() / REPORT_EVERY;
                tokens += report.tokens();
                if (step % REPORT_EVERY == 0 || step == steps) {
                    System.out.println(report(step, tokens, loss, BaseProbe.of(training)));
                    loss = 0;
                    save(training);
                }
            }
        }
    }

    private String report(int step, long tokens, double loss, BaseExam.Marks marks) {
        if (!json) {
            return String.format(Locale.ROOT, "step %d  %.1f M tokens  loss %.4f  %s", step, tokens / 1e6, loss, marks);
        }
        return new ObjectMapper()
                .createObjectNode()
                .put("step", step)
                .put("tokens", tokens)
                .put("loss", loss)
                .put("marks", marks.toString())
                .toString();
    }

    private static List<Example> tickets(long first, int count) {
        List<Example> examples = new ArrayList<>(count);
        for (long i = first; i < first + count; i++) {
            BaseCurriculum.Example example = BaseCurriculum.example(i);
            float[] weights = new float[example.tokens().length];
            for (int t = 0; t < weights.length; t++) {
                weights[t] = example.targets()[t] ? 1 : 0;
            }
            examples.add(Example.imitate(example.tokens(), weights));
        }
        return examples;
    }

    private void save(FullTraining training) throws IOException {
        training.save(out, Dtype.BF16);
        ObjectMapper json = new ObjectMapper();
        ObjectNode words = json.createObjectNode();
        for (int token = 0; token < ModelVocabulary.size(); token++) {
            words.put(ModelVocabulary.word(token), token);
        }
        Files.writeString(
                out.resolve("vocab.json"), json.writerWithDefaultPrettyPrinter().writeValueAsString(words) + "\n");
    }
}
