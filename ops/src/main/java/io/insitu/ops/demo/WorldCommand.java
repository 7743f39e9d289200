package io.insitu.ops.demo;

import io.insitu.connectors.desk.RandomWorld;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.Table;
import io.insitu.schemas.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws a world that nothing was tuned to. */
@Command(
        name = "world",
        mixinStandardHelpOptions = true,
        description = "Draw a world file from a seed: an unseen world to measure on, or a template for your own.")
public final class WorldCommand implements Callable<Integer> {
    @Option(names = "--seed", defaultValue = "1", description = "Which world (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", description = "File to write; without it the world is printed.")
    private @Nullable Path out;

    @Option(
            names = "--json",
            description = "With --out: say as JSON what was written. The world itself is always JSON.")
    private boolean json;

    @Override
    public Integer call() {
        String world = RandomWorld.json(seed);
        if (out == null) {
            System.out.print(world);
            return ExitCode.OK;
        }
        try {
            Files.writeString(out, world);
        } catch (IOException e) {
            throw UserError.usage(
                    "--out " + out + ": cannot be written (" + UserError.reason(e) + "); choose another file");
        }
        if (json) {
            Table written = new Table("seed", "file", "digest");
            written.row(seed, out.toString(), Digest.ofBytes(world.getBytes(StandardCharsets.UTF_8)));
            written.print(true);
        }
        return ExitCode.OK;
    }
}
