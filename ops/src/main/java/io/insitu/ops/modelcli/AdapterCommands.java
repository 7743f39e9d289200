package io.insitu.ops.modelcli;

import io.insitu.ops.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** `insitu adapter`: what can be done with adapters in PEFT folders. */
@Command(
        name = "adapter",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Compute with adapters in PEFT folders.",
        subcommands = {AverageCommand.class})
public final class AdapterCommands implements Callable<Integer> {
    @Override
    public Integer call() {
        CommandLine.usage(new AdapterCommands(), System.err);
        return ExitCode.USAGE;
    }
}
