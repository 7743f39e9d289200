package io.insitu.processors.score;

import static io.insitu.processors.score.Recorded.attempt;
import static io.insitu.processors.score.Suspicion.EQUAL_ACTIONS_DIFFERENT_GRADES;
import static io.insitu.processors.score.Suspicion.SHARED_GROUND_TRUTH;
import static io.insitu.processors.score.Suspicion.SUCCESS_WITHOUT_EFFECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.MapMemory;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What raises a doubt where no task says what it expects: what the others did and how they were graded. */
class UnsaidTasksTest {
    private final OutcomeAudit audit = new OutcomeAudit(ScoreConfig.defaults(), new MapMemory.All());

    @Test
    void aGradeThatStandsAloneAgainstEightOfTheSameIsSuspectWhicheverItIs() {
        for (boolean rare : List.of(true, false)) {
            String task = "rare " + rare;
            Trajectory odd = cancelled("odd", task, rare);
            audit.note(odd);
            for (int i = 1; i < 8; i++) {
                audit.note(cancelled("a" + i, task, !rare));
            }
            assertThat(suspicions(odd)).as("seven against one may be chance").isEmpty();
            Trajectory eighth = cancelled("a8", task, !rare);
            audit.note(eighth);
            assertThat(suspicions(odd)).containsExactly(EQUAL_ACTIONS_DIFFERENT_GRADES);
            assertThat(suspicions(eighth)).isEmpty();
        }
    }

    @Test
    void aWorldThatChangedIsBelievedFromTheSecondTimeOn() {
        for (int i = 0; i < 500; i++) {
            audit.note(cancelled("a" + i, "t", true));
            audit.note(attempt("b" + i, "u").calls("cancel_order").recordedAs(true));
        }
        int suspects = 0;
        int idle = 0;
        for (int i = 0; i < 20; i++) {
            Trajectory failed = cancelled("f" + i, "t", false);
            audit.note(failed);
            suspects += suspicions(failed).size();
            Trajectory easier = attempt("e" + i, "u").calls("get_order").recordedAs(true);
            audit.note(easier);
            idle += suspicions(easier).size();
        }
        assertThat(suspects).isEqualTo(1);
        assertThat(idle).isEqualTo(1);
    }

    /** In whatever order they come, and however often each. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.1, 0.2, 0.5})
    void ofWhatIsEqualAtMostANinthIsSuspectHoweverNoisyTheGradesAre(double noise) {
        Random draw = new Random(7);
        int suspects = 0;
        for (int i = 0; i < 5_000; i++) {
            Trajectory one = cancelled("a" + i, "t", draw.nextDouble() >= noise);
            audit.note(one);
            suspects += suspicions(one).size();
        }
        assertThat(suspects / 5_000.0).isLessThanOrEqualTo(Math.min(noise + 0.01, 1 / 9.0));
    }

    @Test
    void whoSaidOrWasToldSomethingElseDidNotDoTheSame() {
        Trajectory odd = attempt("odd", "t")
                .calls("cancel_order")
                .says(Role.ASSISTANT, "I could not.")
                .recordedAs(false);
        audit.note(odd);
        for (int i = 0; i < 20; i++) {
            audit.note(cancelled("a" + i, "t", true));
        }
        assertThat(suspicions(odd)).isEmpty();
    }

    @Test
    void ofWhatNothingWasRecordedNothingIsEqual() {
        Trajectory odd = attempt("odd", "t").recordedAs(false);
        audit.note(odd);
        for (int i = 0; i < 20; i++) {
            audit.note(attempt("a" + i, "t").recordedAs(true));
        }
        assertThat(suspicions(odd)).isEmpty();
    }

    @Test
    void aSuccessThatChangedNothingIsSuspectWhereEightOthersChangedSomething() {
        Trajectory idle = attempt("idle", "t").calls("get_order").recordedAs(true);
        audit.note(idle);
        for (int i = 1; i < 8; i++) {
            audit.note(cancelled("a" + i, "t", true));
        }
        assertThat(suspicions(idle)).isEmpty();
        audit.note(cancelled("a8", "t", true));
        assertThat(suspicions(idle)).containsExactly(SUCCESS_WITHOUT_EFFECT);
        assertThat(suspicions(attempt("failed", "t").calls("get_order").recordedAs(false)))
                .as("a failure it may be")
                .isEmpty();
    }

    @Test
    void oneStateForTasksThatCameToDifferentEndsIsSuspect() {
        Trajectory cancelled =
                attempt("a", "t").comparedWith("d1").calls("cancel_order").recordedAs(true);
        Trajectory refunded =
                attempt("b", "u").comparedWith("d1").calls("refund_order").recordedAs(true);
        audit.note(cancelled);
        audit.note(attempt("c", "t")
                .comparedWith("d1")
                .calls("cancel_order")
                .calls("note_order")
                .recordedAs(true));
        audit.note(attempt("d", "v").comparedWith("d1").calls("cancel_order").recordedAs(true));
        assertThat(suspicions(cancelled))
                .as("ways to one end may differ, and tasks may have one end")
                .isEmpty();
        audit.note(refunded);
        assertThat(suspicions(cancelled)).containsExactly(SHARED_GROUND_TRUTH);
        assertThat(suspicions(refunded)).containsExactly(SHARED_GROUND_TRUTH);
    }

    @Test
    void whatAPersonOrAVerifierSaysOfItIsBelieved() {
        for (int i = 0; i < 8; i++) {
            audit.note(cancelled("a" + i, "t", true));
        }
        Trajectory idle =
                attempt("idle", "t").judged("human@1", OutcomeKind.SUCCESS).recordedAs(true);
        audit.note(idle);
        assertThat(suspicions(idle)).isEmpty();
    }

    private List<Suspicion> suspicions(Trajectory attempt) {
        return audit.opinion(attempt).suspicions();
    }

    private static Trajectory cancelled(String id, String task, boolean success) {
        return attempt(id, task)
                .calls("cancel_order")
                .says(Role.ASSISTANT, "Done.")
                .recordedAs(success);
    }
}
