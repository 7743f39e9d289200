package io.insitu.ops.demo;

import io.insitu.connectors.desk.RandomWorld;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import java.io.IOException;
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

    @Override
    public Integer call() {
        String json = RandomWorld.json(seed);
        if (out == null) {
            System.out.print(json);
            return ExitCode.OK;
        }
        try {
            Files.writeString(out, json);
        } catch (IOException e) {
            throw new UserError("cannot write " + out + ": " + UserError.reason(e) + "; choose another --out");
        }
        return ExitCode.OK;
    }
}
