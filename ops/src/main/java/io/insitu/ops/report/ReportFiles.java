package io.insitu.ops.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes report.json and report.html. */
public final class ReportFiles {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private ReportFiles() {}

    /** The JSON form. */
    public static String json(Report report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (IOException e) {
            throw new IllegalStateException("a report is plain data", e);
        }
    }

    /** Makes the folder: a run is too long to find out at its end that its report has no place. */
    public static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw UserError.usage(
                    "--report " + folder + ": cannot be made (" + UserError.reason(e) + "); name another folder");
        }
        if (!Files.isWritable(folder)) {
            throw UserError.usage("--report " + folder + ": cannot be written to; name another folder");
        }
    }

    public static void write(Path folder, Report report) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.json"), json(report) + "\n");
            Files.writeString(folder.resolve("report.html"), ReportPage.of(report));
        } catch (IOException e) {
            throw new UserError("--report " + folder + ": cannot be written: " + UserError.reason(e));
        }
    }
}
