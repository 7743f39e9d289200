package io.insitu.ops.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Importer;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
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
    private static final int REFUSALS_SAID = 100;

    private enum To {
        STATS,
        KAFKA
    }

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--format",
            defaultValue = ImportSource.AUTO,
            description = "What the files are written in, or auto: told by their content (default: ${DEFAULT-VALUE}).")
    private String format = ImportSource.AUTO;

    @Option(names = "--to", defaultValue = "stats", description = "stats or kafka (default: ${DEFAULT-VALUE}).")
    private String to = "stats";

    @Option(
            names = "--lineage",
            description = "With --to kafka: whose runs these are (default: the name of their format).")
    private @Nullable String lineage;

    @Option(
            names = "--json",
            description = "One JSON object per file or folder; with --to kafka, one more for what came of them.")
    private boolean json;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "JSON or JSON lines, also gzipped; or a folder of them.")
    private List<Path> files = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        To target = choice(To.values(), "--to", to);
        if (!format.equals(ImportSource.AUTO)) {
            ImportSource.named(format);
        }
        ImportSources sources = ImportSources.of(files, format, ImportCommand::say);
        return target == To.STATS ? stats(sources) : kafka(sources);
    }

    private int stats(ImportSources sources) throws InterruptedException {
        sources.refused().forEach(refusal -> say(refusal.line()));
        AtomicLong refused = new AtomicLong(sources.refused().size());
        for (ImportSource source : sources.known()) {
            ObjectNode stats = counted(source, refused);
            if (json) {
                System.out.println(stats);
            } else {
                System.out.println(source.path() + " (" + source.format().name() + ")");
                stats.properties().forEach(field -> System.out.println("  " + field.getKey() + " " + field.getValue()));
            }
        }
        if (refused.get() > REFUSALS_SAID) {
            say("… and " + (refused.get() - REFUSALS_SAID) + " records more could not be used");
        }
        return refused.get() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private static ObjectNode counted(ImportSource source, AtomicLong refused) throws InterruptedException {
        try {
            ObjectNode stats = new Importer(source.format()).stats(source.files(), refusal -> {
                if (refused.incrementAndGet() <= REFUSALS_SAID) {
                    say(refusal.line());
                }
            });
            if (source.isFolder()) {
                stats.put("files", source.files().size());
            }
            return source.leftOut() > 0 ? stats.put("leftOut", source.leftOut()) : stats;
        } catch (IOException e) {
            throw new UserError(source.path() + ": " + UserError.reason(e));
        }
    }

    private int kafka(ImportSources sources) throws InterruptedException {
        String of = lineage == null ? formatOf(sources.known()) : lineage;
        Subjects.checkLineage(of);
        try (Site site = data.joinOrBegin()) {
            return new KafkaImport(of, json).run(site, sources);
        }
    }

    /** Agents of different benchmarks do not evolve together unless somebody says so. */
    private static String formatOf(List<ImportSource> sources) {
        Set<String> formats = new TreeSet<>();
        sources.forEach(source -> formats.add(source.format().name()));
        if (formats.size() > 1) {
            throw UserError.usage("the files are in several formats (" + String.join(", ", formats)
                    + "); say whose they are with --lineage");
        }
        return formats.iterator().next();
    }

    private static void say(String line) {
        System.err.println("insitu: " + line);
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
