package io.insitu.ops.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the reports of several runs together. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Means and 95 %% intervals over the reports of several runs, and each arm against frozen.")
public final class CompareCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(paramLabel = "REPORT", arity = "1..*", description = "report.json files, or the folders they are in.")
    private List<Path> reports = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Comparison comparison =
                new Comparison(reports.stream().map(CompareCommand::read).toList());
        System.out.println(json ? comparison.json().toPrettyString() : comparison.table());
        return ExitCode.OK;
    }

    private static JsonNode read(Path given) {
        Path file = Files.isDirectory(given) ? given.resolve("report.json") : given;
        try {
            JsonNode report = JSON.readTree(Files.readString(file));
            if (report.path("format").asInt() != 1 || !report.path("arms").isObject()) {
                throw UserError.usage(file + ": is not a report of format 1; give report.json files of demo runs");
            }
            return report;
        } catch (IOException e) {
            throw UserError.usage(file + ": cannot be read as a report (" + UserError.reason(e) + ")");
        }
    }
}
