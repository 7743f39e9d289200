package io.insitu.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import org.junit.jupiter.api.Test;

/** The measurement on a real log, made short: what it says is counted, not timed. */
class StreamBenchIT {
    @Test
    void everyGroupIsScoredAndWhatWasLearntIsSeen() throws Exception {
        Typed typed = Typed.of(
                "bench",
                "stream",
                "--events",
                4000,
                "--copied",
                100000,
                "--rate",
                400,
                "--seconds",
                5,
                "--soak",
                2000,
                "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        JsonNode result = new ObjectMapper().readTree(typed.out());
        assertThat(result.path("events").asInt()).isGreaterThanOrEqualTo(4000);
        assertThat(result.path("learntPerSecond").asDouble()).isPositive();
        assertThat(result.path("copiedPerSecond").asDouble()).isPositive();
        // 2000 events are at least 35 groups of 4 attempts of at most 14 events
        assertThat(result.at("/experienceMs/count").asInt()).isGreaterThanOrEqualTo(35 * 4);
        assertThat(result.path("learntByTenth").size()).isPositive();
        assertThat(result.path("copies").size()).isEqualTo(6);
        assertThat(result.at("/principleMs/count").asInt()).isPositive();
        assertThat(result.at("/toolMs/count").asInt()).isPositive();
        assertThat(result.at("/soak/events").asInt()).isGreaterThanOrEqualTo(2000);
        assertThat(result.at("/soak/rows").size()).isEqualTo(21);
        assertThat(result.at("/soak/rows/20/storesMb").asDouble()).isPositive();
        assertThat(result.at("/soak/rows/20/logMb").asDouble())
                .isGreaterThan(result.at("/soak/rows/0/logMb").asDouble());
        assertThat(result.at("/soak/perMillion/heapMb/halfWidth").asDouble()).isPositive();
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        Typed typed = Typed.of("bench", "stream", "--events", 10);
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.complaint())
                .contains("--events and --copied must be at least 1000")
                .hasLineCount(1);
    }
}
