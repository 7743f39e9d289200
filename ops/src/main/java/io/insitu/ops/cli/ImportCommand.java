package io.insitu.ops.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.taubench.Refusal;
import io.insitu.connectors.taubench.TauBenchImport;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Recorded runs of other systems: counted, or told to the log like live traffic. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Read recorded runs: count them, or send them through the same pipeline as live traffic.")
public final class ImportCommand implements Callable<Integer> {
    private enum Format {
        TAU_BENCH
    }

    private enum To {
        STATS,
        KAFKA
    }

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--format", required = true, description = "tau-bench.")
    private String format = "";

    @Option(names = "--to", defaultValue = "stats", description = "stats or kafka (default: ${DEFAULT-VALUE}).")
    private String to = "stats";

    @Option(
            names = "--lineage",
            defaultValue = "tau-bench",
            description = "With --to kafka: whose runs these are (default: ${DEFAULT-VALUE}).")
    private String lineage = "tau-bench";

    @Option(
            names = "--json",
            description = "One JSON object per file; with --to kafka, one more for what came of them.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON or JSON lines, also gzipped.")
    private List<Path> files = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        choice(Format.values(), "--format", format);
        To target = choice(To.values(), "--to", to);
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw UserError.usage(file + ": is no file that can be read; check the path");
            }
        }
        return target == To.STATS ? stats() : kafka();
    }

    private int stats() throws InterruptedException {
        int refused = 0;
        for (Path file : files) {
            List<Refusal> refusals = new ArrayList<>();
            try {
                ObjectNode stats = TauBenchImport.stats(file, refusals::add);
                if (json) {
                    System.out.println(stats);
                } else {
                    System.out.println(file);
                    stats.properties()
                            .forEach(field -> System.out.println("  " + field.getKey() + " " + field.getValue()));
                }
            } catch (IOException e) {
                throw new UserError(file + ": " + UserError.reason(e));
            }
            refusals.forEach(refusal -> System.err.println("insitu: " + refusal.line()));
            refused += refusals.size();
        }
        return refused == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private int kafka() throws InterruptedException {
        Subjects.checkLineage(lineage);
        try (Site site = data.joinOrBegin()) {
            return new KafkaImport(lineage, json).run(site, files);
        }
    }

    private static <E extends Enum<E>> E choice(E[] known, String option, String given) {
        List<String> words = new ArrayList<>();
        for (E value : known) {
            String word = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(given)) {
                return value;
            }
            words.add(word);
        }
        throw UserError.usage(option + " '" + given + "' is not known; known: " + String.join(", ", words));
    }
}
