package io.insitu.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.Table;
import io.insitu.ops.train.DeviceOption;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.device.TrainingDevice;
import io.insitu.trainer.engine.cuda.CudaException;
import io.insitu.trainer.step.LoraSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tokens per second of training an adapter, beside the speed of large matrix products. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "LoRA training: tokens per CPU second and per second, beside the GEMM ceiling of the same run.")
final class TrainBench implements Callable<Integer> {
    private static final Map<String, ModelConfig> SHAPES = new TreeMap<>(Map.of(
            "demo", new ModelConfig("llama", 2048, 256, 6, 4, 2, 64, 688, 1e-5, 1e4, 512, false, true),
            "smollm2-135m", new ModelConfig("llama", 49152, 576, 30, 9, 3, 64, 1536, 1e-5, 1e5, 2048, false, true)));

    @Option(
            names = "--shape",
            split = ",",
            defaultValue = "demo",
            description = "demo, smollm2-135m or both; random weights (default: ${DEFAULT-VALUE}).")
    private List<String> shapes = List.of();

    @Option(names = "--threads", description = "CPU threads (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--steps", defaultValue = "10", description = "Measured steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--sequences",
            defaultValue = "8",
            description = "Sequences of 256 tokens per step (default: ${DEFAULT-VALUE}).")
    private int sequences;

    @Option(
            names = "--busy",
            defaultValue = "0",
            description =
                    "Measure again beside a process with so many busy threads (default: ${DEFAULT-VALUE}: do not).")
    private int busy;

    @Option(
            names = "--peft",
            paramLabel = "PYTHON",
            description = "A Python with torch, transformers and peft: they take the same steps in turn (CPU only).")
    private @Nullable String peft;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (threads < 1 || steps < 1 || sequences < 1 || busy < 0) {
            throw UserError.usage("--threads, --steps and --sequences must be at least 1, --busy at least 0");
        }
        Map<String, ModelConfig> chosen = new LinkedHashMap<>();
        for (String shape : shapes) {
            ModelConfig config = SHAPES.get(shape);
            if (config == null) {
                throw UserError.usage("--shape " + shape + " is not known; known: " + SHAPES.keySet());
            }
            chosen.put(shape, config);
        }
        ObjectNode root = new ObjectMapper().createObjectNode();
        Table table = new Table("shape", "beside", "tok/cpu-s", "tok/s", "ceiling", "share", "peakMb", "statedMb");
        for (Map.Entry<String, ModelConfig> each : chosen.entrySet()) {
            String shape = each.getKey();
            ObjectNode result = measured(each.getValue());
            root.set(shape, result);
            row(table, shape, "nothing", result, result);
            if (result.has("peft")) {
                peer(table, shape, result.path("peft"));
            }
            if (result.has("besideBusyProcess")) {
                row(table, shape, busy + " busy", result.path("besideBusyProcess"), result);
            }
        }
        if (json) {
            System.out.println(root.toPrettyString());
        } else {
            table.print(false);
        }
        return ExitCode.OK;
    }

    private ObjectNode measured(ModelConfig config) {
        LoraSpec spec = LoraSpec.everywhere(TrainMeasure.RANK, 2 * TrainMeasure.RANK);
        try (TrainingDevice where = device.open(config, spec, TrainMeasure.SEQUENCE)) {
            if (where.onDevice()) {
                return new DeviceMeasure(config, sequences, steps).run(where);
            }
            TrainMeasure measure = new TrainMeasure(config, threads, sequences, steps);
            if (peft == null) {
                return measure.run(busy, null);
            }
            try (PeftPeer peer = PeftPeer.start(peft, config, threads, sequences)) {
                return measure.run(busy, peer);
            }
        } catch (CudaException e) {
            throw new UserError(UserError.reason(e));
        }
    }

    private static void peer(Table table, String shape, JsonNode peft) {
        table.row(
                shape,
                "transformers + PEFT",
                Math.round(peft.path("tokensPerCpuSecond").asDouble()),
                Math.round(peft.path("tokensPerSecond").asDouble()),
                "",
                "ours " + Math.round(100 * peft.path("timesPerCpuSecond").asDouble()) / 100.0 + " x",
                "",
                "");
    }

    private static void row(Table table, String shape, String beside, JsonNode speed, JsonNode memory) {
        table.row(
                shape,
                beside,
                Math.round(speed.path("tokensPerCpuSecond").asDouble()),
                Math.round(speed.path("tokensPerSecond").asDouble()),
                Math.round(speed.path("ceilingTokensPerCpuSecond")
                        .asDouble(speed.path("ceilingTokensPerSecond").asDouble())),
                Math.round(1000 * speed.path("shareOfCeiling").asDouble()) / 1000.0,
                memory.path("peakMb").asLong(memory.path("deviceMb").asLong()),
                memory.path("statedMb").asLong());
    }
}
