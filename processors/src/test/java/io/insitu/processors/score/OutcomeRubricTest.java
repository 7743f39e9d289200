package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeRubricTest {
    @Test
    void anAttemptThatNamesOnlyItsOutcomeMeansAFullReward() {
        assertThat(weigh(attempt(OutcomeKind.SUCCESS)).total()).isEqualTo(1);
        assertThat(weigh(attempt(OutcomeKind.FAILURE)).total()).isEqualTo(-1);
    }

    @Test
    void aBrokenWorldIsNoGrade() {
        Scoring.Weighed verdict = weigh(attempt(OutcomeKind.INFRASTRUCTURE));
        assertThat(verdict.outcome()).isEqualTo(OutcomeKind.INFRASTRUCTURE);
        assertThat(verdict.total()).isZero();
        assertThat(verdict.rewards()).isEmpty();
    }

    @Test
    void aVerifierOverridesTheClaimAndAPersonOverridesTheVerifier() {
        Trajectory verified = attempt(OutcomeKind.SUCCESS, says("verifier@1", OutcomeKind.FAILURE));
        assertThat(weigh(verified).outcome()).isEqualTo(OutcomeKind.FAILURE);
        Trajectory overruled = attempt(
                OutcomeKind.SUCCESS, says("human@1", OutcomeKind.SUCCESS), says("verifier@1", OutcomeKind.FAILURE));
        Scoring.Weighed verdict = weigh(overruled);
        assertThat(verdict.outcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(verdict.rewards())
                .containsExactly(
                        new Reward("outcome@1", 1.0), new Reward("human@1", 1.0), new Reward("verifier@1", -1.0));
    }

    @Test
    void anOpinionDecidesOnlyWhereNobodyClaimedAndCastsDoubtOnAClaimItContradicts() {
        Feedback opinion = says("judge@1", OutcomeKind.FAILURE);
        assertThat(weigh(attempt(OutcomeKind.SUCCESS, opinion)).outcome()).isEqualTo(OutcomeKind.UNKNOWN);
        assertThat(weigh(attempt(OutcomeKind.FAILURE, opinion)).outcome()).isEqualTo(OutcomeKind.FAILURE);
        assertThat(weigh(attempt(OutcomeKind.UNKNOWN, opinion)).outcome()).isEqualTo(OutcomeKind.FAILURE);
    }

    @Test
    void aSourceMayCorrectItself() {
        Trajectory corrected = attempt(
                OutcomeKind.UNKNOWN, says("human@1", OutcomeKind.FAILURE), says("human@1", OutcomeKind.SUCCESS));
        assertThat(weigh(corrected).outcome()).isEqualTo(OutcomeKind.SUCCESS);
    }

    @Test
    void aSourceIsWhatItsNameSaysBeforeASlashOrItsVersion() {
        assertThat(weigh(attempt(OutcomeKind.SUCCESS, says("verifier/tests@3", OutcomeKind.FAILURE)))
                        .outcome())
                .isEqualTo(OutcomeKind.FAILURE);
        assertThat(weigh(attempt(OutcomeKind.SUCCESS, says("verifiers@1", OutcomeKind.FAILURE)))
                        .outcome())
                .as("an opinion: it only casts doubt")
                .isEqualTo(OutcomeKind.UNKNOWN);
    }

    private static Scoring.Weighed weigh(Trajectory attempt) {
        ScoreConfig config = ScoreConfig.defaults();
        return new Scoring(config, new OutcomeAudit(config, new MapMemory.All()))
                .weigh(List.of(attempt))
                .get(0);
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
