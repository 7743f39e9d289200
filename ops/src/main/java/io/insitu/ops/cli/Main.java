package io.insitu.ops.cli;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.audit.AuditCommand;
import io.insitu.ops.base.TrainBase;
import io.insitu.ops.bench.BenchCommands;
import io.insitu.ops.demo.DemoCommand;
import io.insitu.ops.demo.WorldCommand;
import io.insitu.ops.evaluate.EvaluateCommands;
import io.insitu.ops.export.ExportCommand;
import io.insitu.ops.modelcli.AdapterCommands;
import io.insitu.ops.modelcli.ModelCommands;
import io.insitu.ops.outcomes.OutcomesCommand;
import io.insitu.ops.replay.DigestCommand;
import io.insitu.ops.replay.ReplayCommand;
import io.insitu.ops.report.CompareCommand;
import io.insitu.ops.run.RunCommand;
import io.insitu.ops.serve.ServeCommand;
import io.insitu.ops.train.TrainCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** `insitu`: every command, and how each of them ends. */
@Command(
        name = "insitu",
        mixinStandardHelpOptions = true,
        version = "insitu 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Live agent interactions in, a better agent out.",
        footer = "Every command has --help and --json; exit code 0: done, 1: failed or different, 2: not understood.",
        subcommands = {
            DemoCommand.class,
            CompareCommand.class,
            WorldCommand.class,
            ServeCommand.class,
            RunCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            DigestCommand.class,
            ReplayCommand.class,
            AuditCommand.class,
            OutcomesCommand.class,
            LookCommands.Status.class,
            LookCommands.Experiences.class,
            LookCommands.Principles.class,
            LookCommands.Tools.class,
            LookCommands.Adapters.class,
            LookCommands.Letters.class,
            WatchCommand.class,
            LookCommands.Lineage.class,
            ActCommands.Approving.class,
            ActCommands.Rejecting.class,
            ActCommands.RollingBack.class,
            ActCommands.Retracting.class,
            ActCommands.Quarantining.class,
            ActCommands.Pausing.class,
            ActCommands.Resuming.class,
            ModelCommands.class,
            AdapterCommands.class,
            TrainCommand.class,
            BenchCommands.class,
            EvaluateCommands.class,
            TrainBase.class
        })
public final class Main implements Callable<Integer> {
    private Main() {}

    public static void main(String[] arguments) {
        int exitCode = ExitCode.FAILED;
        try {
            exitCode = commandLine().execute(arguments);
        } catch (Error e) { // what the command line leaves alone: no memory, no library for this machine
            System.err.println("insitu: unexpected " + e.getClass().getSimpleName() + ": " + UserError.reason(e));
        }
        System.out.flush();
        System.err.flush();
        // Broker and HTTP threads of a failed start are not daemons: end by decision, not by waiting for them.
        System.exit(exitCode);
    }

    /** The command line as scripts see it; tests call it without a process. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.registerConverter(Path.class, Main::path);
        line.setParameterExceptionHandler(Main::notUnderstood);
        line.setExecutionExceptionHandler(Main::failed);
        return line;
    }

    /** An empty word is an unset variable in a script, and would mean the folder one happens to be in. */
    private static Path path(String word) {
        if (word.isBlank()) {
            throw new TypeConversionException("a path must not be empty");
        }
        return Path.of(word);
    }

    /** Without a command there is nothing to do but to say what there is. */
    @Override
    public Integer call() {
        CommandLine.usage(new Main(), System.err);
        return ExitCode.USAGE;
    }

    private static int notUnderstood(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("not understood")
                .replaceFirst(" is not an int$", " is no whole number up to " + Integer.MAX_VALUE) // Java's words
                .replaceFirst(" is not a long$", " is no whole number up to " + Long.MAX_VALUE)
                .replaceFirst(" is not a double$", " is no number");
        complain(command, message + " (try '" + command.getCommandSpec().qualifiedName() + " --help')");
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof UserError mistake) {
            complain(command, UserError.reason(mistake));
            return mistake.exitCode();
        }
        complain(command, "unexpected " + failure.getClass().getSimpleName() + ": " + UserError.reason(failure));
        if (System.getenv("INSITU_TRACE") != null) {
            failure.printStackTrace(command.getErr());
        } else {
            command.getErr().println("Set INSITU_TRACE=1 to see where.");
        }
        return ExitCode.FAILED;
    }

    private static void complain(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println("insitu: " + message);
        err.flush();
    }
}
