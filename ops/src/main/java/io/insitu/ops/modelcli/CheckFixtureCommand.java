package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Table;
import io.insitu.schemas.model.SafetensorsWriter;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.fixture.FixtureRun;
import io.insitu.trainer.model.FloatWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What this engine makes of a fixture folder, written for a comparison with somebody else's numbers. */
@Command(
        name = "check-fixture",
        mixinStandardHelpOptions = true,
        description = "Compute every case of a fixture folder: logits, losses, gradients, steps.")
final class CheckFixtureCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            paramLabel = "DIR",
            description =
                    "config.json, weights, adapter_init/ and cases.json (forward, sft, sft_packed, adamw, dpo, grpo, nft).")
    private Path folder = Path.of(".");

    @Option(names = "--out", paramLabel = "FILE", description = "Scalars and summaries as JSON (default: printed).")
    private @Nullable Path out;

    @Option(names = "--grads", paramLabel = "FILE", description = "Whole tensors as safetensors (default: none).")
    private @Nullable Path grads;

    @Option(
            names = "--json",
            description = "With --out: say as JSON what was written. The result itself is always JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Readable.folder("DIR", folder);
        Together files = new Together();
        if (out != null) {
            files.promise("--out", out);
        }
        if (grads != null) {
            files.promise("--grads", grads);
        }
        return Readable.orComplain(() -> {
            try (FixtureRun run = FixtureRun.of(FloatWeights.on(new CpuEngines()), folder)) {
                run.leftOut().forEach(this::complain);
                write(files, run);
            }
            return ExitCode.OK;
        });
    }

    private void complain(String name, String lacking) {
        if (spec != null) {
            spec.commandLine()
                    .getErr()
                    .println("insitu: " + folder.resolve("cases.json") + ": " + name + " is left out: " + lacking);
        }
    }

    private void write(Together files, FixtureRun run) throws IOException {
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(run.json());
        Map<Path, Together.Writer> writers = new LinkedHashMap<>();
        if (grads != null) {
            writers.put(grads, place -> SafetensorsWriter.write(place, run.tensors()));
        }
        if (out != null) {
            writers.put(out, place -> Files.writeString(place, text + "\n"));
        }
        files.write(writers);
        if (out == null) {
            System.out.println(text);
        } else if (json) {
            Table written = new Table("folder", "file");
            written.row(folder.toString(), out.toString());
            written.print(true);
        }
    }
}
