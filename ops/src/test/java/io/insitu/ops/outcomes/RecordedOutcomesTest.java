package io.insitu.ops.outcomes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The audit against rewards that were found again by replaying every call; only where the recorded data lies here. */
class RecordedOutcomesTest {
    @Test
    void wrongSuccessesAreFoundAndRightOnesAreNotBlamed() throws Exception {
        Agreement all = measured("tau-bench", "tau-bench-evolution");
        System.out.println("audit of recorded outcomes: " + all.summary());
        assertThat(all.compared())
                .as("graded attempts at tasks that say what they expect")
                .isGreaterThanOrEqualTo(1_800);
        assertThat(all.precision()).isGreaterThanOrEqualTo(0.98);
        assertThat(all.recall()).isGreaterThanOrEqualTo(0.95);
        assertThat(all.agreement()).isGreaterThanOrEqualTo(0.95);
        JsonNode files = all.toJson().path("files");
        assertThat(files).hasSizeGreaterThanOrEqualTo(40);
        // In the runs with a tool server others had changed the database before: calls that work on a fresh one, on
        // which the
        // rewards were found again, were refused. Up to 4 of 24 (l2) are blamed wrongly for that.
        for (JsonNode file : files) {
            String name = file.path("file").asText();
            assertThat(file.path("recall").asDouble()).as(name).isEqualTo(1);
            assertThat(file.path("blamed").asInt()).as(name).isLessThanOrEqualTo(name.contains("-l2.") ? 4 : 1);
            assertThat(file.path("agreement").asDouble()).as(name).isGreaterThanOrEqualTo(0.94);
        }
    }

    @Test
    void spansThatTellSeveralAttemptsAtOnceAreLookedAtToo() throws Exception {
        JsonNode found = new FileAudit(RecordedData.of("otel-genai").sources(), null, line -> {})
                .run(one -> {})
                .toJson();
        assertThat(found.path("attempts").asInt()).isEqualTo(12);
        assertThat(found.path("graded").asInt()).isEqualTo(12);
    }

    private static Agreement measured(String... folders) throws Exception {
        RecordedData data = RecordedData.of(folders);
        Agreement agreement = new Agreement(data.rewards());
        new FileAudit(data.sources(), null, line -> {}).run(agreement::add);
        return agreement;
    }
}
