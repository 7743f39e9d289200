package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepMarksTest {
    private static final Effects EFFECTS = new Effects(ScoreConfig.defaults().readingTools());

    @Test
    void aRefusedCallCostsAndItsRetryDoesNot() {
        StepMarks marks = examine(Facts.attempt("a", "task", true)
                .calling("credit", "{}", ToolStatus.ERROR, "busy")
                .calling("credit", "{}"));
        assertThat(marks.imitable()).isEqualTo(List.of(false, false, true, false));
        assertThat(marks.worth()).isEqualTo(List.of(-1.0, 0.0, 1.0, 0.0));
    }

    @Test
    void whatTheWorldBrokeIsNotTheAgentsFaultAndNobodysExample() {
        StepMarks marks =
                examine(Facts.attempt("a", "task", true).calling("credit", "{}", ToolStatus.INFRASTRUCTURE, "timeout"));
        assertThat(marks.imitable()).isEqualTo(List.of(false, false));
        assertThat(marks.worth()).isEqualTo(List.of(0.0, 0.0));
    }

    @Test
    void callingAgainWhatWorkedIsNothingToImitate() {
        StepMarks marks = examine(Facts.attempt("a", "task", true)
                .calling("lookup", "{}")
                .calling("lookup", "{}")
                .calling("lookup", "{\"id\":2}"));
        assertThat(marks.imitable()).isEqualTo(List.of(true, false, false, false, true, false));
    }

    @Test
    void lookingAgainAfterAChangeIsNoRepetition() {
        StepMarks marks = examine(Facts.attempt("a", "task", true)
                .calling("get_order", "{\"id\":1}")
                .calling("modify_order", "{\"id\":1}")
                .calling("get_order", "{ \"id\": 1 }")
                .calling("get_order", "{\"id\":1}"));
        assertThat(marks.imitable()).isEqualTo(List.of(true, false, true, false, true, false, false, false));
        assertThat(marks.worth()).isEqualTo(List.of(1.0, 0.0, 1.0, 0.0, 1.0, 0.0, -1.0, 0.0));
    }

    @Test
    void whatOthersSaidIsNeverImitated() {
        List<Object> steps = List.of(
                new Message(Role.SYSTEM, "rules"),
                new Message(Role.USER, "help"),
                new Message(Role.ASSISTANT, "gladly"));
        assertThat(StepMarks.of(steps, EFFECTS).imitable()).isEqualTo(List.of(false, false, true));
    }

    private static StepMarks examine(Facts.Attempted attempt) {
        return StepMarks.of(attempt.scored().experience().getTrajectory().getSteps(), EFFECTS);
    }
}
