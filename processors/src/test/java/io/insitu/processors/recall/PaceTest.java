package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A library settles by hearing new things that change nothing, not by hearing nothing. */
class PaceTest {
    private static final RecallConfig CONFIG = RecallConfig.defaults();

    @Test
    void manyTellingAttemptsWithoutAChangeSettleIt() {
        Pace pace = Pace.FIRST;
        int attempts = 0;
        while (!pace.justSettled(CONFIG) && attempts < 1_000) {
            pace = told(
                    pace,
                    Facts.attempt("a" + attempts, "task" + attempts++, true).calling("credit", "{}"));
        }
        assertThat(pace.attempts()).isEqualTo(attempts).isBetween(CONFIG.convergedAttempts(), 400);
    }

    @Test
    void theSameAttemptOverAndOverSettlesNothing() {
        Pace pace = Pace.FIRST;
        for (int i = 0; i < 1_000; i++) {
            pace = told(pace, Facts.attempt("a" + i, "task" + i % 8, true).calling("ping", "{}"));
        }
        assertThat(pace.attempts()).isEqualTo(8);
        assertThat(pace.justSettled(CONFIG)).isFalse();
    }

    @Test
    void moreCallsInAnAttemptAreOneAttempt() {
        Facts.Attempted busy = Facts.attempt("a", "task", true);
        Facts.Attempted quiet = Facts.attempt("b", "task", true).calling("ping", "{}");
        for (int i = 0; i < 100; i++) {
            busy.calling("ping", "{}");
        }
        assertThat(told(Pace.FIRST, busy)).isEqualTo(told(Pace.FIRST, quiet));
    }

    @Test
    void anAttemptInWhichNoCallWorkedTellsNothing() {
        Facts.Attempted refused = Facts.attempt("a", "task", false).calling("ping", "{}", ToolStatus.ERROR, "no");
        Facts.Attempted silent = Facts.attempt("b", "task", true);
        assertThat(Pace.tells(refused.scored().experience())).isEmpty();
        assertThat(Pace.tells(silent.scored().experience())).isEmpty();
    }

    @Test
    void anotherOutcomeOfTheSameTaskTellsSomethingNew() {
        Pace won = told(Pace.FIRST, Facts.attempt("a", "task", true).calling("credit", "{}"));
        Pace lost = told(won, Facts.attempt("b", "task", false).calling("credit", "{}"));
        assertThat(lost.attempts()).isEqualTo(2);
    }

    @Test
    void theSameQuestionInTraceAfterTraceIsIdle() {
        Pace traces = Pace.FIRST;
        Pace tasks = Pace.FIRST;
        for (int i = 0; i < 10; i++) {
            Experience one = Facts.attempt("a" + i, "t" + i, true)
                    .asking("is the service up?")
                    .calling("health", "{}")
                    .scored()
                    .experience();
            tasks = tasks.attempted(Pace.tells(one).orElseThrow(), CONFIG);
            Experience traced = Experience.newBuilder(one)
                    .setTrajectory(Trajectory.newBuilder(one.getTrajectory())
                            .setAttributes(Map.of("trace", "t" + i))
                            .build())
                    .build();
            traces = traces.attempted(Pace.tells(traced).orElseThrow(), CONFIG);
        }
        assertThat(traces.attempts()).isEqualTo(1);
        assertThat(tasks.attempts()).as("tasks that somebody named").isEqualTo(10);
    }

    @Test
    void whatItRemembersIsBounded() {
        Pace pace = Pace.FIRST;
        for (int i = 0; i < 3 * Pace.REMEMBERED; i++) {
            pace = told(pace, Facts.attempt("a" + i, "task" + i, true).calling("credit", "{}"));
        }
        assertThat(pace.told()).hasSize(Pace.REMEMBERED);
    }

    private static Pace told(Pace before, Facts.Attempted attempt) {
        return Pace.tells(attempt.scored().experience())
                .map(tells -> before.attempted(tells, CONFIG))
                .orElse(before);
    }
}
