package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Table;
import io.insitu.schemas.model.SafetensorsWriter;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.fixture.FixtureRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What this engine makes of a fixture folder, written for a comparison with somebody else's numbers. */
@Command(
        name = "check-fixture",
        mixinStandardHelpOptions = true,
        description = "Compute every case of a fixture folder: logits, losses, gradients, steps.")
final class CheckFixtureCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            paramLabel = "DIR",
            description = "config.json, weights, adapter_init/ and cases.json (forward, sft, adamw, dpo, grpo, nft).")
    private Path folder = Path.of(".");

    @Option(names = "--out", paramLabel = "FILE", description = "Scalars and summaries as JSON (default: printed).")
    private @Nullable Path out;

    @Option(names = "--grads", paramLabel = "FILE", description = "Whole tensors as safetensors (default: none).")
    private @Nullable Path grads;

    @Option(
            names = "--json",
            description = "With --out: say as JSON what was written. The result itself is always JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Readable.folder("DIR", folder);
        return Readable.orComplain(() -> {
            try (FixtureRun run = FixtureRun.of(new CpuEngines(), folder)) {
                String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(run.json());
                if (grads != null) {
                    SafetensorsWriter.write(grads, run.tensors());
                }
                if (out == null) {
                    System.out.println(text);
                } else {
                    Path beside = out.resolveSibling(out.getFileName() + ".part");
                    Files.writeString(beside, text + "\n");
                    Files.move(beside, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    if (json) {
                        Table written = new Table("folder", "file");
                        written.row(folder.toString(), out.toString());
                        written.print(true);
                    }
                }
            }
            return ExitCode.OK;
        });
    }
}
