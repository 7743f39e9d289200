package io.insitu.ops.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.exporting.RunExport;
import io.insitu.connectors.formats.Formats;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.DataOption;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.log.LogReader.Span;
import io.insitu.ops.site.Site;
import io.insitu.processors.Ids;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.OutcomeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Experience, or a slice of it, as a file that other trainers read. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write scored attempts to a file that other trainers read.",
            "Only what may be learnt from (graded, not suspect) unless --all; never what was retracted or is in quarantine."
        })
public final class ExportCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--to", required = true, description = "atif or openai-chat.")
    private String to = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "JSON lines; gzip when it ends in .gz.")
    private Path out = Path.of("");

    @Option(names = "--lineage", description = "Only this one.")
    private @Nullable String lineage;

    @Option(names = "--task", description = "Only attempts at this task.")
    private @Nullable String task;

    @Option(
            names = "--outcome",
            split = ",",
            description = "Only these, as scored: success, failure; with --all also infrastructure, unknown.")
    private List<String> outcomes = new ArrayList<>();

    @Option(
            names = "--from",
            description = "Attempts that ended at this event time or later: 2025-01-31, 2025-01-31T08:00:00Z or ms.")
    private @Nullable String from;

    @Option(names = "--until", description = "Attempts that ended before this event time.")
    private @Nullable String until;

    @Option(
            names = "--offsets",
            paramLabel = "PARTITION:FROM-UNTIL",
            description = "Only these records of the experience topic, as if it held no others; may be repeated.")
    private List<String> offsets = new ArrayList<>();

    @Option(names = "--all", description = "Also attempts that are ungraded, broken by the world, or suspect.")
    private boolean all;

    @Option(
            names = "--keep-tries",
            description =
                    "Also failed tries that an attempt put right itself; without it they are left out, as they are"
                            + " where we imitate an attempt ourselves.")
    private boolean keepTries;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        RunExport format = Formats.exports().stream()
                .filter(one -> one.name().equals(to))
                .findFirst()
                .orElseThrow(() -> UserError.usage("--to '" + to + "' is not known; known: "
                        + Formats.exports().stream().map(RunExport::name).collect(Collectors.joining(", "))));
        String violation = lineage == null ? null : Ids.violation("--lineage", lineage);
        if (violation != null) {
            throw UserError.usage(violation);
        }
        Slice slice = new Slice(
                lineage,
                task,
                outcomes(),
                from == null ? Long.MIN_VALUE : ms("--from", from),
                until == null ? Long.MAX_VALUE : ms("--until", until),
                all);
        List<Span> wanted = offsets.stream().map(ExportCommand::span).toList();
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(out)) {
            throw UserError.usage("--out " + out + ": is no file in a folder that exists; make the folder first");
        }
        try (Site site = data.join()) {
            return write(DataOption.log(site), format, slice, wanted);
        }
    }

    private int write(LogReader log, RunExport format, Slice slice, List<Span> wanted) {
        List<Span> there = log.spans(Topics.EXPERIENCE);
        List<Span> spans = wanted.isEmpty() ? there : within(wanted, there);
        Export export = new Export(log, format, slice, keepTries);
        try (ExportFile file = new ExportFile(out)) {
            export.write(spans, file);
            ObjectNode summary = export.summary()
                    .put("file", out.toString())
                    .put("format", format.name())
                    .put("digest", file.keep());
            say(summary);
        } catch (IOException e) {
            throw new UserError("--out " + out + ": " + UserError.reason(e));
        }
        return ExitCode.OK;
    }

    private void say(ObjectNode summary) {
        if (json) {
            System.out.println(summary);
            return;
        }
        System.out.println(summary.path("records").asLong() + " attempts in " + out + " (" + to + ", sha256 "
                + summary.path("digest").asText() + ")");
        summary.path("skipped")
                .properties()
                .forEach(reason -> System.err.println("insitu: export: left out " + reason.getValue() + ", "
                        + reason.getKey().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT)));
    }

    private Set<OutcomeKind> outcomes() {
        Set<OutcomeKind> known = EnumSet.noneOf(OutcomeKind.class);
        for (String word : outcomes) {
            try {
                known.add(OutcomeKind.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw UserError.usage(
                        "--outcome '" + word + "' is not known; known: success, failure, infrastructure," + " unknown");
            }
        }
        return known;
    }

    private static long ms(String option, String text) {
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()) {
                return Long.parseLong(text);
            }
            return text.contains("T")
                    ? Instant.parse(text).toEpochMilli()
                    : LocalDate.parse(text)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toEpochMilli();
        } catch (DateTimeParseException | NumberFormatException e) {
            throw UserError.usage(
                    option + " '" + text + "' is no time; write 2025-01-31, 2025-01-31T08:00:00Z or milliseconds");
        }
    }

    private static Span span(String text) {
        String[] parts = text.split("[:-]", -1);
        try {
            Span span = new Span(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            if (parts.length == 3 && span.partition() >= 0 && span.from() <= span.until()) {
                return span;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // said below, with what would be right
        }
        throw UserError.usage("--offsets '" + text + "' is not understood; write PARTITION:FROM-UNTIL, as 0:100-200");
    }

    /** The parts of them that the log holds. */
    private static List<Span> within(List<Span> wanted, List<Span> there) {
        List<Span> spans = new ArrayList<>();
        for (Span one : wanted) {
            Span held = there.stream()
                    .filter(span -> span.partition() == one.partition())
                    .findFirst()
                    .orElseThrow(() -> UserError.usage("--offsets: the experience topic has no partition "
                            + one.partition() + "; it has " + there.size()));
            long start = Math.max(one.from(), held.from());
            spans.add(new Span(one.partition(), start, Math.max(start, Math.min(one.until(), held.until()))));
        }
        return spans;
    }
}
