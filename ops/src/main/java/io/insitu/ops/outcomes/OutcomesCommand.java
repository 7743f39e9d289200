package io.insitu.ops.outcomes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.DataOption;
import io.insitu.ops.cli.ImportSource;
import io.insitu.ops.cli.ImportSources;
import io.insitu.ops.cli.Table;
import io.insitu.ops.site.Site;
import io.insitu.processors.Ids;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Experience;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists attempts whose recorded outcome cannot be right. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "List attempts whose recorded outcome cannot be right, with the reasons.",
            "Without files: those on the log, which nobody learnt from. With files: the same audit of what was recorded, without a log."
        })
public final class OutcomesCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--lineage",
            description = "Only this one; with files: whose they are (default: each format by itself).")
    private @Nullable String lineage;

    @Option(names = "--format", defaultValue = ImportSource.AUTO, description = "As for import.")
    private String format = ImportSource.AUTO;

    @Option(
            names = "--against",
            paramLabel = "REWARDS",
            description = "With files: rewards that were verified otherwise, to measure the audit; may be repeated.")
    private List<Path> against = new ArrayList<>();

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "As for import: recorded runs, or folders of them.")
    private List<Path> files = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        String violation = lineage == null ? null : Ids.violation("--lineage", lineage);
        if (violation != null) {
            throw UserError.usage(violation);
        }
        if (files.isEmpty() && !against.isEmpty()) {
            throw UserError.usage("--against measures an audit of files; name the files it is about");
        }
        return files.isEmpty() ? onTheLog() : inFiles();
    }

    private int onTheLog() {
        Map<String, Experience> newest = new LinkedHashMap<>();
        try (Site site = data.join()) {
            DataOption.log(site).each(Topics.EXPERIENCE, "", line -> {
                Experience one = line.value();
                if (lineage == null || one.getLineage().equals(lineage)) {
                    newest.put(one.getLineage() + " " + one.getTrajectory().getTrajectoryId(), one);
                }
            });
        }
        Findings findings = new Findings();
        for (Experience one : newest.values()) {
            if (one.getRewards().isEmpty()) {
                findings.ungraded();
            } else {
                findings.add(Audited.of(one));
            }
        }
        print(findings, null);
        return ExitCode.OK;
    }

    private int inFiles() throws InterruptedException {
        ImportSources sources = ImportSources.of(files, format, OutcomesCommand::say);
        sources.refused().forEach(refusal -> say(refusal.line()));
        Agreement agreement = against.isEmpty() ? null : new Agreement(VerifiedRewards.read(against));
        FileAudit audit = new FileAudit(sources.known(), lineage, OutcomesCommand::say);
        Findings findings = audit.run(one -> {
            if (agreement != null) {
                agreement.add(one);
            }
        });
        print(findings, agreement);
        if (agreement != null && agreement.compared() == 0) {
            throw new UserError(
                    "--against: none of its rewards is about these files; it names them by the end of their path");
        }
        return audit.refused() + sources.refused().size() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(Findings findings, @Nullable Agreement agreement) {
        if (json) {
            ObjectNode all = findings.toJson();
            if (agreement != null) {
                all.set("against", agreement.toJson());
            }
            System.out.println(all.toPrettyString());
            return;
        }
        Table table = new Table("lineage", "task", "trial", "recorded", "corrected", "suspicions", "trajectory");
        findings.suspects()
                .forEach(one -> table.row(
                        one.lineage(),
                        one.task(),
                        one.trial(),
                        one.recorded(),
                        one.corrected(),
                        String.join(" ", one.suspicions()),
                        one.trajectory()));
        table.print(false);
        say(findings.summary());
        if (agreement != null) {
            say(agreement.summary());
        }
    }

    private static void say(String line) {
        System.err.println("insitu: " + line);
    }
}
