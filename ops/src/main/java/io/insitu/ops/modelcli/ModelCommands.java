package io.insitu.ops.modelcli;

import io.insitu.ops.ExitCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `insitu model`: what can be done with a model in a Hugging Face folder. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Look into a model folder, compute with it, compare it.",
        subcommands = {
            InspectCommand.class,
            LogitsCommand.class,
            CheckFixtureCommand.class,
            GenerateCommand.class,
            ServeModelCommand.class,
            ExportOnnxCommand.class
        })
public final class ModelCommands implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** Without a subcommand there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }
}
