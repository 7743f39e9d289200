package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.onnx.DecoderProfile;
import io.insitu.connectors.onnx.OnnxFile;
import io.insitu.connectors.onnx.StackedLora;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsWriter;
import io.insitu.schemas.model.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A model as an ONNX file for other runtimes, its adapters as inputs. */
@Command(
        name = "export-onnx",
        mixinStandardHelpOptions = true,
        description = "Write a model as an ONNX graph over its own safetensors files.")
final class ExportOnnxCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--base", required = true, paramLabel = "DIR", description = "Model folder.")
    private Path baseFolder = Path.of(".");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description =
                    "The graph; in the model's folder nothing is copied, elsewhere weights are hard-linked beside it.")
    private Path out = Path.of("model.onnx");

    @Option(
            names = "--profile",
            defaultValue = "standard",
            description = "standard (opset 23), plain (opset 18, for older runtimes) or runtime (ONNX Runtime's own"
                    + " operators, cache in place; what is served here) (default: ${DEFAULT-VALUE}).")
    private DecoderProfile profile = DecoderProfile.STANDARD;

    @Option(names = "--positions", description = "Most positions, for the rotary tables (default: the model's).")
    private @Nullable Integer positions;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description =
                    "PEFT folder whose tensors are written as FILE.adapter.safetensors, named as the graph's inputs.")
    private @Nullable Path adapterFolder;

    @Option(names = "--json", description = "What was written as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Readable.folder("--base", baseFolder);
        Readable.folder("folder of --out", out.toAbsolutePath().resolveSibling(""));
        if (Files.isDirectory(out)) {
            throw UserError.usage("--out " + out + " is a folder");
        }
        ModelFiles.mustStay("--out", out);
        if (Files.exists(out) && out.toString().endsWith(".safetensors")) {
            throw UserError.usage("--out " + out + " is there and holds tensors: it is not replaced by a graph;"
                    + " choose another name, such as model.onnx");
        }
        return Readable.orComplain(() -> {
            ModelConfig config = ModelConfig.ofModel(baseFolder);
            int most = positions == null ? config.maxPositions() : positions;
            if (most < 1 || most > config.maxPositions()) {
                throw UserError.usage("--positions must be from 1 to " + config.maxPositions() + ", was " + most);
            }
            if (adapterFolder != null) {
                Readable.folder("--adapter", adapterFolder);
            }
            ModelWeights.of(baseFolder); // shapes are checked before gigabytes are read
            String baseModelId = ModelDigest.ofFinite(baseFolder);
            LoraAdapter adapter = adapterFolder == null ? null : PeftFolder.readFor(adapterFolder, config, baseModelId);
            if (adapterFolder != null) {
                NamedBase.tell(adapterFolder);
            }
            TreeMap<String, Tensor> inputs = adapter == null ? null : new TreeMap<>(StackedLora.of(config, adapter));
            OnnxFile.Written written = OnnxFile.write(baseFolder, out, profile, most);
            if (inputs != null) {
                SafetensorsWriter.write(out.resolveSibling(out.getFileName() + ".adapter.safetensors"), inputs);
            }
            say(baseModelId, written, most);
            return ExitCode.OK;
        });
    }

    private void say(String baseModelId, OnnxFile.Written written, int most) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("file", written.file().toString());
        root.put("baseModelId", baseModelId);
        root.put("profile", profile.name().toLowerCase(Locale.ROOT));
        root.put("opset", profile.opset());
        root.put("graphBytes", written.bytes());
        root.put("positions", most);
        ObjectNode weights = root.putObject("weights");
        written.weights().forEach((name, how) -> weights.put(name, how.name().toLowerCase(Locale.ROOT)));
        if (json) {
            System.out.println(JSON.writeValueAsString(root));
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%s: opset %d, %d bytes over %s%n",
                    written.file(),
                    profile.opset(),
                    written.bytes(),
                    weights);
        }
    }
}
