package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeRubricTest {
    @Test
    void anAttemptThatNamesOnlyItsOutcomeMeansAFullReward() {
        assertThat(OutcomeRubric.weigh(attempt(OutcomeKind.SUCCESS)).value()).isEqualTo(1);
        assertThat(OutcomeRubric.weigh(attempt(OutcomeKind.FAILURE)).value()).isEqualTo(-1);
    }

    @Test
    void aBrokenWorldIsNoGrade() {
        OutcomeRubric.Verdict verdict = OutcomeRubric.weigh(attempt(OutcomeKind.INFRASTRUCTURE));
        assertThat(verdict.outcome()).isEqualTo(OutcomeKind.INFRASTRUCTURE);
        assertThat(verdict.value()).isZero();
        assertThat(verdict.rewards()).isEmpty();
    }

    @Test
    void aVerifierOverridesTheClaimAndAPersonOverridesTheVerifier() {
        Trajectory verified = attempt(OutcomeKind.SUCCESS, says("verifier@1", OutcomeKind.FAILURE));
        assertThat(OutcomeRubric.weigh(verified).outcome()).isEqualTo(OutcomeKind.FAILURE);
        Trajectory overruled = attempt(
                OutcomeKind.SUCCESS, says("human@1", OutcomeKind.SUCCESS), says("verifier@1", OutcomeKind.FAILURE));
        OutcomeRubric.Verdict verdict = OutcomeRubric.weigh(overruled);
        assertThat(verdict.outcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(verdict.rewards())
                .containsExactly(
                        new Reward("outcome@1", 1.0), new Reward("human@1", 1.0), new Reward("verifier@1", -1.0));
    }

    @Test
    void anOpinionDecidesOnlyWhereNobodyClaimed() {
        Feedback opinion = says("judge@1", OutcomeKind.FAILURE);
        assertThat(OutcomeRubric.weigh(attempt(OutcomeKind.SUCCESS, opinion)).outcome())
                .isEqualTo(OutcomeKind.SUCCESS);
        assertThat(OutcomeRubric.weigh(attempt(OutcomeKind.UNKNOWN, opinion)).outcome())
                .isEqualTo(OutcomeKind.FAILURE);
    }

    @Test
    void aSourceMayCorrectItself() {
        Trajectory corrected = attempt(
                OutcomeKind.UNKNOWN, says("human@1", OutcomeKind.FAILURE), says("human@1", OutcomeKind.SUCCESS));
        assertThat(OutcomeRubric.weigh(corrected).outcome()).isEqualTo(OutcomeKind.SUCCESS);
    }

    private static Trajectory attempt(OutcomeKind outcome, Feedback... feedback) {
        return Trajectory.newBuilder(
                        Facts.attempt("a", "task", true).scored().experience().getTrajectory())
                .setOutcome(outcome)
                .setFeedback(List.of(feedback))
                .build();
    }

    private static Feedback says(String source, OutcomeKind outcome) {
        return Feedback.newBuilder().setSource(source).setOutcome(outcome).build();
    }
}
