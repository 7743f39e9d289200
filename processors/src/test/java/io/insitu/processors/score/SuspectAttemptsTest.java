package io.insitu.processors.score;

import static io.insitu.processors.score.Recorded.CANCEL;
import static io.insitu.processors.score.Recorded.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of an attempt whose recorded success is not believed. */
class SuspectAttemptsTest {
    private final ScoreStage stage = new ScoreStage(ScoreConfig.defaults(), new MapMemory.All());

    @Test
    void itIsPublishedWithItsReasonsAndWithoutAnOutcome() {
        Experience suspect = told(idle("a"), 1).get(0);
        assertThat(suspect.getSuspicions()).containsExactly("SOURCES_DISAGREE", "SUCCESS_WITHOUT_EFFECT");
        assertThat(suspect.getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
        assertThat(suspect.getTotalReward()).isZero();
        assertThat(suspect.getAdvantage()).isZero();
        assertThat(suspect.getRewards())
                .containsExactly(new Reward("outcome@1", 1.0), new Reward("verifier/expected-actions@1", -1.0));
    }

    @Test
    void itDoesNotCountInItsGroup() {
        told(idle("a"), 3);
        told(attempt("b", "t").expects(CANCEL).recordedAs(false), 3);
        List<Experience> group =
                told(attempt("c", "t").expects(CANCEL).calls("cancel_order").recordedAs(true), 3);
        assertThat(group).hasSize(3).allSatisfy(one -> {
            assertThat(one.getGroup().getSize()).isEqualTo(2);
            assertThat(one.getGroup().getSuccesses()).isEqualTo(1);
            assertThat(one.getGroup().getMean()).isZero();
        });
    }

    @Test
    void whatIsBelievedKeepsItsRewardAndNamesTheVerifierBesideIt() {
        Experience believed = told(
                        attempt("c", "t").expects(CANCEL).calls("cancel_order").recordedAs(true), 1)
                .get(0);
        assertThat(believed.getSuspicions()).isEmpty();
        assertThat(believed.getTotalReward()).isEqualTo(1);
        assertThat(believed.getRewards())
                .containsExactly(new Reward("outcome@1", 1.0), new Reward("verifier/expected-actions@1", 1.0));
    }

    @Test
    void aPersonSettlesTheMatter() {
        told(idle("a"), 1);
        Feedback yes = Feedback.newBuilder()
                .setSource("human@1")
                .setOutcome(OutcomeKind.SUCCESS)
                .build();
        Experience again = scored(stage.decide(Facts.journal("late", 2_000, new LateFeedback("a", "event", yes))))
                .get(0);
        assertThat(again.getSuspicions()).isEmpty();
        assertThat(again.getOutcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(again.getTotalReward()).isEqualTo(1);
    }

    private static Trajectory idle(String id) {
        return attempt(id, "t").expects(CANCEL).recordedAs(true);
    }

    private List<Experience> told(Trajectory attempt, int groupSize) {
        return scored(stage.decide(Facts.journal(
                attempt.getTrajectoryId(),
                1_000,
                Trajectory.newBuilder(attempt).setGroupSize(groupSize).build())));
    }

    private static List<Experience> scored(List<StageFact> facts) {
        return facts.stream()
                .map(fact -> ((StageFact.Scored) fact).experience())
                .toList();
    }
}
