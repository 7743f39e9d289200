package io.insitu.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.score.Graces;
import io.insitu.processors.score.RubricPlan;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Retract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperienceTallyTest {
    /** A group waits 100 ms, a score may be corrected for 1 s. */
    private final ExperienceTally tally = new ExperienceTally(new ScoreConfig(
            0.02, 0.1, 10, 8, 100, List.of(), RubricPlan.defaults().waiting(new Graces(100, 1_000)), Map.of()));

    @Test
    void aCompleteGroupWhoseAttemptsAreScoredIsSound() {
        arrives("a", "g", 2);
        arrives("b", "g", 2);
        scored("a");
        scored("b");

        assertThat(tally.experience()).isEqualTo(new Tally("experience", 2, 0, 0, 0));
    }

    @Test
    void anAttemptOfACompleteGroupWithoutExperienceIsLost() {
        arrives("a", "g", 2);
        arrives("b", "g", 2);
        scored("a");

        assertThat(tally.experience()).isEqualTo(new Tally("experience", 1, 0, 1, 0));
    }

    @Test
    void anAttemptThatWaitsForItsGroupIsOpenUntilTheGraceIsOver() {
        tally.entry(Told.tick(1_000), 0);
        arrives("a", "g", 2);
        tally.entry(Told.tick(1_099), 0);
        assertThat(tally.experience()).isEqualTo(new Tally("experience", 0, 0, 0, 1));

        tally.entry(Told.tick(1_100), 0);
        assertThat(tally.experience()).isEqualTo(new Tally("experience", 0, 0, 1, 0));
    }

    @Test
    void anAttemptThatComesAfterItsGroupClosedIsDueAtOnceAndOneOfAForgottenGroupWaitsAgain() {
        tally.entry(Told.tick(1_000), 0);
        arrives("a", "g", 1);
        arrives("b", "g", 3);
        assertThat(tally.experience().lost()).isEqualTo(2);

        tally.entry(Told.tick(2_000), 0);
        arrives("c", "g", 3);
        assertThat(tally.experience()).isEqualTo(new Tally("experience", 0, 0, 2, 1));
    }

    @Test
    void whoComesToAGroupThatIsFullWaitsForTheOthersOfAnotherOne() {
        for (int i = 0; i < 8; i++) {
            arrives("a" + i, "g", 8);
            scored("a" + i);
        }
        arrives("b", "g", 2);
        assertThat(tally.experience()).isEqualTo(new Tally("experience", 8, 0, 0, 1));
        arrives("c", "g", 2);
        assertThat(tally.experience()).isEqualTo(new Tally("experience", 8, 0, 2, 0));
    }

    @Test
    void theSameAttemptScoredTwiceForTheSameReasonIsTwiceAndACorrectionIsNot() {
        arrives("a", "", 1);
        scored("a");
        tally.experience(Told.scored("a", OutcomeKind.FAILURE, 2_000, "feedback-1"));
        assertThat(tally.experience().twice()).isZero();

        scored("a");
        tally.experience(Told.scored("a", OutcomeKind.FAILURE, 2_000, "feedback-1"));
        assertThat(tally.experience().twice()).isEqualTo(2);
    }

    @Test
    void whatAnOperatorBarredNeedsNoExperience() {
        tally.entry(Told.entry("1", Told.command("1", new Quarantine("a", ""))), 0);
        tally.entry(Told.entry("2", Told.command("2", new Retract("b#0", ""))), 0);
        arrives("a", "", 1);
        arrives("b", "", 1);

        assertThat(tally.experience().lost()).isZero();
    }

    private void arrives(String id, String groupId, int groupSize) {
        tally.entry(Told.entry("entry-" + id, Told.attempt(id, groupId, groupSize)), 0);
    }

    private void scored(String id) {
        tally.experience(Told.scored(id, OutcomeKind.SUCCESS, 1_000));
    }
}
