package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.processors.score.Verdict.Strength;
import io.insitu.schemas.event.OutcomeKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainers tell good from bad by a reward's sign, so it never contradicts the outcome. */
class VerdictTest {
    @ParameterizedTest
    @CsvSource({
        "SUCCESS, 1, 1",
        "SUCCESS, 0.4, 0.4",
        "SUCCESS, 0, 1", // only the outcome was named
        "SUCCESS, -0.3, 0.7",
        "SUCCESS, -1, 1",
        "FAILURE, -1, -1",
        "FAILURE, -0.5, -0.5",
        "FAILURE, 0, -1",
        "FAILURE, 0.3, -0.7", // a share of the full reward: not as bad as none of it
        "FAILURE, 0.9, -0.1",
        "FAILURE, 1, -1", // a measure of something bad
        "UNKNOWN, 0.9, 0",
        "INFRASTRUCTURE, 1, 0"
    })
    void theSignIsTheOutcomes(OutcomeKind outcome, double told, double counted) {
        assertThat(Verdict.said("somebody@1", outcome, told, Strength.OPINION, 0)
                        .value())
                .isCloseTo(counted, within(1e-12));
    }
}
