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
