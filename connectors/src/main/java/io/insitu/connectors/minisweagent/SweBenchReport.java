package io.insitu.connectors.minisweagent;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beside;
import io.insitu.connectors.importing.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the evaluation of SWE-bench found out about one run.
 *
 * @param summary in words: which tests pass now
 */
record SweBenchReport(boolean resolved, String summary) {
    private static final Logger LOG = LoggerFactory.getLogger(SweBenchReport.class);

    /**
     * Looks beside the run, and in a folder of reports beside the run's folder.
     *
     * @return null when there is none
     */
    static @Nullable SweBenchReport of(Path run, String instance) {
        for (Path place : places(run, instance)) {
            if (Files.isReadable(place)) {
                List<SweBenchReport> found = new ArrayList<>();
                try {
                    Beside.records(place, Layout.WHOLE, report -> read(report, instance, found));
                } catch (IOException e) {
                    LOG.warn("{} cannot be read and counts as missing", place, e);
                }
                return found.isEmpty() ? null : found.get(0);
            }
        }
        return null;
    }

    /** Where it should be, for people. */
    static String place(String instance) {
        return "../reports/" + fileName(instance);
    }

    private static List<Path> places(Path run, String instance) {
        if (instance.contains("/") || instance.contains("\\") || instance.length() > 200) {
            return List.of(); // no name of a file, and not to be made a path of
        }
        Path folder = run.toAbsolutePath().getParent();
        if (folder == null) {
            return List.of();
        }
        return List.of(
                folder.resolve(fileName(instance)),
                folder.resolveSibling("reports").resolve(fileName(instance)));
    }

    private static String fileName(String instance) {
        return instance + ".report.json";
    }

    /** As the evaluation writes it, the report is under the instance's name. */
    private static void read(JsonNode report, String instance, List<SweBenchReport> into) {
        JsonNode own = report.path(instance).isObject() ? report.path(instance) : report;
        if (own.path("resolved").isBoolean()) {
            JsonNode mended = own.path("tests_status").path("FAIL_TO_PASS");
            JsonNode kept = own.path("tests_status").path("PASS_TO_PASS");
            into.add(new SweBenchReport(
                    own.path("resolved").booleanValue(),
                    mended.path("success").size() + " tests mended, "
                            + mended.path("failure").size() + " still fail, "
                            + kept.path("failure").size() + " broken"));
        }
    }
}
