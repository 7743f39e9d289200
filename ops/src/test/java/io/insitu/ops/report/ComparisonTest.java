package io.insitu.ops.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void anArmIsHeldAgainstTheFrozenOneOfItsOwnRun() {
        JsonNode all = new Comparison(List.of(run(0.2, 0.8, 300), run(0.4, 0.9, 500)))
                .json()
                .path("all");
        assertThat(all.path("gainLastFifth").path("mean").asDouble()).isCloseTo(0.55, within(1e-12));
        assertThat(all.path("latencies.tool.p50").path("mean").asDouble()).isEqualTo(400);
        assertThat(all.path("recoveredWithinFifth").asInt()).isEqualTo(2);
    }

    @Test
    void whatWasNotMeasuredCountsNowhere() {
        JsonNode all = new Comparison(List.of(run(0.2, 0.8, -1), run(0.4, 0.9, 500)))
                .json()
                .path("all");
        assertThat(all.path("latencies.tool.p50").path("runs").asInt()).isEqualTo(1);
        assertThat(all.path("latencies.tool.p50").path("mean").asDouble()).isEqualTo(500);
    }

    @Test
    void theTableHasAColumnForEachArmAndADashForNothing() {
        assertThat(new Comparison(List.of(run(0.2, 0.8, 400))).table())
                .contains("frozen             all")
                .containsPattern("last fifth, % +20.0 ± 0.0 +80.0 ± 0.0")
                .containsPattern("event to tool p50, s +- +0.40 ± 0.00")
                .containsPattern("event to principle p50, s +- +-");
    }

    private static JsonNode run(double frozen, double all, double toolMs) {
        try {
            return JSON.readTree(String.format(Locale.ROOT, """
                    {"format":1,"arms":{
                      "frozen":{"successLastFifth":%f,"recovery":{"withinFifth":false}},
                      "all":{"successLastFifth":%f,"latencies":{"tool":{"p50":%f}},"recovery":{"withinFifth":true}}}}
                    """, frozen, all, toolMs));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
