package io.insitu.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.modelcli.Typed;
import org.junit.jupiter.api.Test;

/** The measurement on a real log, made short: what it says is counted, not timed. */
class SwapBenchIT {
    @Test
    void everyPublishIsServedAndNothingOldStays() throws Exception {
        Typed typed = Typed.of(
                "bench",
                "swap",
                "--warm-up",
                20,
                "--publishes",
                12,
                "--clients",
                3,
                "--every",
                20,
                "--tokens",
                6,
                "--json");
        assertThat(typed.complaint()).isEmpty();
        assertThat(typed.exitCode()).isZero();
        JsonNode result = new ObjectMapper().readTree(typed.out());
        assertThat(result.path("publishes").asInt()).isEqualTo(12);
        assertThat(result.path("swaps").asInt()).isEqualTo(12);
        assertThat(result.path("failedCalls").asInt()).isZero();
        assertThat(result.path("failedModelCalls").asInt()).isZero();
        assertThat(result.path("adaptersInMemory").asInt()).isEqualTo(1);
        assertThat(result.at("/firstTokenMs/count").asInt()).isEqualTo(12);
        assertThat(result.at("/publishingMs/count").asInt()).isPositive();
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        Typed typed = Typed.of("bench", "swap", "--clients", 0);
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.complaint()).contains("must be at least 1").hasLineCount(1);
    }
}
