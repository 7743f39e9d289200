package io.insitu.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.Main;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Experience;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    Path folder;

    @Test
    void aSmallRunFlowsFromTicketToReportAndItsReplayIsEqual() throws Exception {
        Path data = folder.resolve("data");
        Path report = folder.resolve("report");

        assertThat(demo(data, report)).isZero();

        JsonNode json =
                new ObjectMapper().readTree(report.resolve("report.json").toFile());
        assertThat(json.path("run").path("complete").asBoolean()).isTrue();
        for (String arm : new String[] {"frozen", "all"}) {
            assertThat(json.path("arms").path(arm).path("episodes").asInt()).isEqualTo(24);
            assertThat(json.path("arms").path(arm).path("successLastFifth").isNumber())
                    .isTrue();
        }
        assertThat(json.path("arms").path("frozen").path("principlesPublished").asInt())
                .isZero();
        assertThat(Files.readString(report.resolve("report.html"))).contains("<svg", "frozen");

        // A second start finds nothing left to do, and says the same.
        assertThat(demo(data, report)).isZero();

        assertThat(Main.commandLine().execute("replay", "--data", data.toString(), "--into", "check", "--diff"))
                .isZero();
        assertThat(Main.commandLine().execute("audit-log", "--data", data.toString()))
                .isZero();
        // What a used namespace holds is not a rebuild from nothing.
        assertThat(Main.commandLine().execute("replay", "--data", data.toString(), "--into", "check", "--diff"))
                .isEqualTo(ExitCode.USAGE);
        try (Site site = Site.join(DataFolder.existing(data))) {
            LogReader log = new LogReader(site.clients(), site.serdes());
            assertThat(log.values(Topics.EXPERIENCE))
                    .hasSizeGreaterThanOrEqualTo(40)
                    .allSatisfy(DemoIT::isWhole);
            assertThat(log.values(Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    private static void isWhole(Experience experience) {
        assertThat(experience.getTrajectory().getSteps()).isNotEmpty();
        assertThat(experience.getCauses()).isNotEmpty();
    }

    private static int demo(Path data, Path report) {
        return Main.commandLine()
                .execute(
                        "demo",
                        "--headless",
                        "--episodes",
                        "24",
                        "--pace",
                        "20",
                        "--data",
                        data.toString(),
                        "--report",
                        report.toString());
    }
}
