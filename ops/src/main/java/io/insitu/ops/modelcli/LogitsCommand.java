package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Table;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a model expects after each of some tokens. */
@Command(
        name = "logits",
        mixinStandardHelpOptions = true,
        description = "Logits after each of some tokens, by the training engine.")
final class LogitsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--base", required = true, paramLabel = "DIR", description = "Model folder.")
    private Path baseFolder = Path.of(".");

    @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT folder of a LoRA adapter (default: none).")
    private @Nullable Path adapterFolder;

    @Option(names = "--tokens", required = true, split = ",", paramLabel = "ID", description = "Token ids: 1,2,3.")
    private int[] tokens = {};

    @Option(names = "--json", description = "All logits as JSON instead of the likeliest token after each.")
    private boolean json;

    @Override
    public Integer call() {
        Readable.folder("--base", baseFolder);
        return Readable.orComplain(() -> {
            ModelConfig config = ModelConfig.ofModel(baseFolder);
            Readable.tokens(tokens, config); // before anything is loaded
            LogitsPlan.mustFit(config, tokens.length, json);
            try (BaseModel base = BaseModel.read(new CpuEngines(), baseFolder)) {
                LoraAdapter adapter =
                        adapterFolder == null ? null : base.adapter(Readable.folder("--adapter", adapterFolder));
                if (adapterFolder != null) {
                    NamedBase.tell(adapterFolder);
                }
                float[] logits = logits(base, adapter);
                print(base, adapter, logits);
            }
            return ExitCode.OK;
        });
    }

    private float[] logits(BaseModel base, @Nullable LoraAdapter adapter) {
        Optimization unused = Optimization.lora(LearningRate.constant(1));
        Parallelism one = Parallelism.of(1);
        try (LoraTraining training = adapter == null
                ? LoraTraining.fresh(base, LoraSpec.everywhere(1, 1), 0, new MaskedSft(), unused, one)
                : LoraTraining.from(base, adapter, new MaskedSft(), unused, one)) {
            return adapter == null ? training.referenceLogits(tokens) : training.logits(tokens);
        }
    }

    private void print(BaseModel base, @Nullable LoraAdapter adapter, float[] logits) throws IOException {
        int width = base.config().vocabSize();
        Table table = new Table("position", "token", "next", "logit");
        ObjectNode root = JSON.createObjectNode();
        root.put("baseModelId", base.id());
        root.put("adapterId", adapter == null ? "" : AdapterDigest.of(adapter));
        ArrayNode ids = root.putArray("tokens");
        ArrayNode best = root.putArray("argmax");
        ArrayNode rows = root.putArray("logits");
        for (int t = 0; t < tokens.length; t++) {
            ids.add(tokens[t]);
            int top = 0;
            for (int i = 0; i < width; i++) {
                top = logits[t * width + i] > logits[t * width + top] ? i : top;
            }
            best.add(top);
            if (json) {
                ArrayNode row = rows.addArray();
                for (int i = 0; i < width; i++) {
                    row.add(logits[t * width + i]);
                }
            }
            table.row(t, tokens[t], top, logits[t * width + top]);
        }
        if (json) {
            System.out.println(JSON.writeValueAsString(root));
        } else {
            table.print(false);
        }
    }
}
