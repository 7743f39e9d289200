package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.NumberOption;
import io.insitu.ops.UserError;
import io.insitu.ops.train.Method;
import io.insitu.ops.train.Targets;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.TensorInfo;
import io.insitu.trainer.device.TrainingDevice;
import io.insitu.trainer.engine.cuda.DevicePlan;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.TrainingMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a model folder holds, and what training on it will need. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Family, sizes, digest of a model, and the memory that training on it needs.")
final class InspectCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "DIR", description = "Hugging Face model folder.")
    private Path folder = Path.of(".");

    @Option(
            names = "--tokens",
            defaultValue = "2048",
            description = "Tokens of a training step (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--sequence",
            description = "Tokens of a sequence (default: 256, or what the model reads if that is less).")
    private @Nullable Integer sequence;

    @Option(
            names = "--method",
            defaultValue = "sft",
            description = "sft, dpo, grpo or nft (default: ${DEFAULT-VALUE}).")
    private Method method = Method.SFT;

    @Option(names = "--rank", defaultValue = "8", description = "LoRA rank (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(
            names = "--targets",
            split = ",",
            description = "Linear modules to adapt: q_proj,k_proj,... or all (default: all).")
    private @Nullable List<String> targets;

    @Option(names = "--threads", description = "CPU threads (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Readable.folder("DIR", folder);
        NumberOption.atLeast("--tokens", tokens, 1, "a step without a token needs nothing");
        if (sequence != null) {
            NumberOption.atLeast("--sequence", sequence, 1, "a sequence without a token needs nothing");
        }
        NumberOption.atLeast("--rank", rank, 1, "an adapter without a rank has nothing to learn with");
        NumberOption.atLeast("--threads", threads, 1, "somebody must do the work");
        return Readable.orComplain(() -> {
            ObjectNode root = described();
            if (json) {
                System.out.println(root.toPrettyString());
            } else {
                for (Map.Entry<String, JsonNode> field : root.properties()) {
                    System.out.printf(
                            "%-18s %s%n", field.getKey(), field.getValue().asText());
                }
            }
            return ExitCode.OK;
        });
    }

    private ObjectNode described() throws IOException {
        ModelConfig config = ModelConfig.ofModel(folder);
        int length = sequence == null ? Math.min(256, config.maxPositions()) : sequence;
        if (length > config.maxPositions()) {
            throw UserError.usage("--sequence " + length + ": the model reads " + config.maxPositions()
                    + " tokens; give a whole number from 1 to " + config.maxPositions());
        }
        ModelWeights weights = BaseModel.weights(folder, config);
        long parameters = 0;
        SortedSet<String> dtypes = new TreeSet<>();
        SortedSet<Path> files = new TreeSet<>();
        for (String name : weights.names()) {
            TensorInfo info = weights.info(name);
            parameters += info.elements();
            dtypes.add(info.dtype().torchName());
            files.add(weights.file(name).file());
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("family", config.modelType());
        root.put("parameters", parameters);
        root.put("storedAs", String.join(", ", dtypes));
        root.put("files", files.size());
        ModelDigest.Found found = ModelDigest.look(folder);
        root.put("digest", found.id());
        root.put("finite", found.notFinite().isEmpty());
        if (!found.notFinite()
                .isEmpty()) { // looking at what is broken is what this command is for: said, and no failure
            root.put("notFinite", found.notFinite().get(0));
            root.put("notFiniteTensors", found.notFinite().size());
        }
        root.put("vocabulary", config.vocabSize());
        root.put("hidden", config.hidden());
        root.put("layers", config.layers());
        root.put("heads", config.heads());
        root.put("kvHeads", config.kvHeads());
        root.put("headDim", config.headDim());
        root.put("feedForward", config.feedForward());
        root.put("positions", config.maxPositions());
        root.put("rope", config.ropeScaling().kind().name().toLowerCase(Locale.ROOT));
        root.put("tiedHead", config.tiedHead());
        memory(config, length, root);
        return root;
    }

    private void memory(ModelConfig config, int length, ObjectNode root) {
        List<String> modules = Targets.of(targets);
        LoraSpec spec = new LoraSpec(rank, 2.0 * rank, modules);
        TrainingMemory memory = TrainingMemory.of(config, spec, Parallelism.of(threads), tokens, length, loss());
        root.put("trainMethod", method.name().toLowerCase(Locale.ROOT));
        root.put("trainThreads", threads);
        root.put("trainTokens", tokens);
        root.put("trainSequence", length);
        root.put("trainRank", rank);
        root.put("trainTargets", String.join(",", modules));
        root.put("weightsMb", memory.weights() >> 20);
        root.put("adapterMb", memory.adapter() >> 20);
        root.put("activationsMb", memory.activations() >> 20);
        root.put("heapMb", memory.heap() >> 20);
        root.put("javaMb", TrainingMemory.java() >> 20);
        root.put("trainMb", memory.total() >> 20);
        DevicePlan device = TrainingDevice.plan(config, spec, Math.max(tokens, length));
        root.put("deviceWeightsMb", device.weights() >> 20);
        root.put("deviceAdapterMb", device.adapter() >> 20);
        root.put("deviceActivationsMb", device.activations() >> 20);
        root.put("deviceMb", device.total() >> 20);
    }

    private Loss loss() {
        return switch (method) {
            case SFT -> new MaskedSft();
            case DPO -> new Dpo(0.1);
            case GRPO -> Grpo.defaults();
            case NFT -> new Nft();
        };
    }
}
