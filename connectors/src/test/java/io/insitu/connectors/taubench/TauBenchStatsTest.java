package io.insitu.connectors.taubench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TauBenchStatsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Seven made-up runs of three tasks, one failed once, one passed twice, one never. The numbers beside them were
     * worked out by hand: pass^2, for instance, is the mean of 1/3, 1 and 0.
     */
    @Test
    void sevenMadeUpRunsAreCountedAsByHand() throws Exception {
        List<String> refused = new ArrayList<>();
        JsonNode stats = TauBenchImport.stats(beside("lending.json"), refusal -> refused.add(refusal.line()));
        assertThat(refused).isEmpty();
        assertThat(JSON.readTree(stats.toString()))
                .isEqualTo(JSON.readTree(beside("lending-stats.json").toFile()));
    }

    /** Forty-four recorded files; here only where the data lies beside the checkout. */
    @Test
    void everyRecordedFileIsCountedAsItsDataSays() throws Exception {
        Path data = data();
        assumeThat(data).as("no ../shared/data beside this checkout: skipped").exists();
        JsonNode expected = JSON.readTree(data.resolve("EXPECTED.json").toFile());
        int files = 0;
        for (Map.Entry<String, JsonNode> entry : expected.properties()) {
            if (entry.getValue().path("kind").asText().startsWith("tau1")) {
                files++;
                List<String> refused = new ArrayList<>();
                JsonNode stats =
                        TauBenchImport.stats(data.resolve(entry.getKey()), refusal -> refused.add(refusal.line()));
                assertThat(refused).as(entry.getKey()).isEmpty();
                assertThat(JSON.readTree(stats.toString()))
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue().path("stats"));
            }
        }
        assertThat(files).isEqualTo(44);
    }

    private static Path beside(String name) throws Exception {
        return Path.of(Objects.requireNonNull(TauBenchStatsTest.class.getResource(name))
                .toURI());
    }

    /** The data lies beside the checkout, wherever the build was started. */
    static Path data() throws IOException {
        Path folder = Path.of("").toRealPath();
        while (folder != null) {
            Path data = folder.resolve("shared/data");
            if (Files.exists(data.resolve("EXPECTED.json"))) {
                return data;
            }
            folder = folder.getParent();
        }
        return Path.of("shared/data");
    }
}
