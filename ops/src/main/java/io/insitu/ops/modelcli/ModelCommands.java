package io.insitu.ops.modelcli;

import io.insitu.ops.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
    @Override
    public Integer call() {
        CommandLine.usage(new ModelCommands(), System.err);
        return ExitCode.USAGE;
    }
}
