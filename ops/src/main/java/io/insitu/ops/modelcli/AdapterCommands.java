package io.insitu.ops.modelcli;

import io.insitu.ops.ExitCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `insitu adapter`: what can be done with adapters in PEFT folders. */
@Command(
        name = "adapter",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Compute with adapters in PEFT folders.",
        subcommands = {AverageCommand.class})
public final class AdapterCommands implements Callable<Integer> {
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
