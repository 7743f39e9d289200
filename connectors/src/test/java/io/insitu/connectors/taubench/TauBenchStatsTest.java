package io.insitu.connectors.taubench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Importer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

public class TauBenchStatsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Seven made-up runs of three tasks, one failed once, one passed twice, one never. The numbers beside them were
     * worked out by hand: pass^2, for instance, is the mean of 1/3, 1 and 0.
     */
    @Test
    void sevenMadeUpRunsAreCountedAsByHand() throws Exception {
        List<String> refused = new ArrayList<>();
        JsonNode stats = new Importer(new TauBench())
                .stats(List.of(beside("lending.json")), refusal -> refused.add(refusal.line()));
        assertThat(refused).isEmpty();
        assertThat(JSON.readTree(stats.toString()))
                .isEqualTo(JSON.readTree(beside("lending-stats.json").toFile()));
    }

    private static Path beside(String name) throws Exception {
        return Path.of(Objects.requireNonNull(TauBenchStatsTest.class.getResource(name))
                .toURI());
    }
}
