package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.schemas.event.ToolStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolErrorRubricTest {
    @Test
    void aRefusedCallCostsAndItsRetryDoesNot() {
        ToolErrorRubric.Calls calls = examine(Facts.attempt("a", "task", true)
                .calling("credit", "{}", ToolStatus.ERROR, "busy")
                .calling("credit", "{}"));
        assertThat(calls.refused()).isEqualTo(1);
        assertThat(calls.imitable()).isEqualTo(List.of(false, false, true, true));
        assertThat(calls.failed()).isEqualTo(List.of(true, false, false, false));
    }

    @Test
    void whatTheWorldBrokeIsNotTheAgentsFaultAndNobodysExample() {
        ToolErrorRubric.Calls calls =
                examine(Facts.attempt("a", "task", true).calling("credit", "{}", ToolStatus.INFRASTRUCTURE, "timeout"));
        assertThat(calls.refused()).isZero();
        assertThat(calls.imitable()).isEqualTo(List.of(false, false));
    }

    @Test
    void callingAgainWhatWorkedIsNothingToImitate() {
        ToolErrorRubric.Calls calls = examine(Facts.attempt("a", "task", true)
                .calling("lookup", "{}")
                .calling("lookup", "{}")
                .calling("lookup", "{\"id\":2}"));
        assertThat(calls.refused()).isZero();
        assertThat(calls.imitable()).isEqualTo(List.of(true, true, false, false, true, true));
    }

    private static ToolErrorRubric.Calls examine(Facts.Attempted attempt) {
        return ToolErrorRubric.examine(
                attempt.scored().experience().getTrajectory().getSteps());
    }
}
