package io.insitu.processors.score;

import static io.insitu.processors.score.Recorded.CANCEL;
import static io.insitu.processors.score.Recorded.LOOK;
import static io.insitu.processors.score.Recorded.REFUND;
import static io.insitu.processors.score.Recorded.attempt;
import static io.insitu.processors.score.Suspicion.EQUAL_ACTIONS_DIFFERENT_GRADES;
import static io.insitu.processors.score.Suspicion.SHARED_GROUND_TRUTH;
import static io.insitu.processors.score.Suspicion.SOURCES_DISAGREE;
import static io.insitu.processors.score.Suspicion.SUCCESS_WITHOUT_EFFECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.MapMemory;
import io.insitu.processors.score.OutcomeAudit.Check;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeAuditTest {
    private final MapMemory.All memories = new MapMemory.All();
    private final OutcomeAudit audit = new OutcomeAudit(ScoreConfig.defaults(), memories);

    @Test
    void whoDidWhatIsExpectedIsBelieved() {
        assertThat(suspicions(
                        attempt("a", "t").expects(CANCEL).calls("cancel_order").recordedAs(true)))
                .isEmpty();
    }

    @Test
    void aSuccessThatDidSomethingElseIsSuspect() {
        assertThat(suspicions(attempt("a", "t")
                        .expects(CANCEL)
                        .calls("cancel_order", "{\"order\":\"W2\"}", ToolStatus.OK)
                        .recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE);
    }

    @Test
    void aSuccessThatDidNothingIsSuspectForThatToo() {
        assertThat(suspicions(
                        attempt("a", "t").expects(CANCEL).calls("get_order").recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE, SUCCESS_WITHOUT_EFFECT);
        assertThat(suspicions(attempt("b", "u").expects(LOOK).recordedAs(true)))
                .as("nothing was to be done")
                .isEmpty();
    }

    @Test
    void aCallCountsOnlyIfItWorked() {
        assertThat(suspicions(attempt("a", "t")
                        .expects(CANCEL)
                        .isRefused("cancel_order")
                        .calls("cancel_order")
                        .recordedAs(true)))
                .isEmpty();
        assertThat(suspicions(attempt("b", "u")
                        .expects(CANCEL)
                        .calls("cancel_order")
                        .calls("cancel_order")
                        .recordedAs(true)))
                .as("done twice")
                .containsExactly(SOURCES_DISAGREE);
    }

    @Test
    void lookingChangesNothingNorDoesAToolNoTaskEverExpects() {
        assertThat(suspicions(attempt("a", "t")
                        .expects(LOOK, CANCEL)
                        .calls("get_order", "{\"order\":\"W7\"}", ToolStatus.OK)
                        .calls("suggest_order")
                        .calls("cancel_order")
                        .recordedAs(true)))
                .isEmpty();
    }

    @Test
    void aToolThatAnotherTaskExpectsChangesSomethingHereToo() {
        audit.note(attempt("other", "o").expects(REFUND).recordedAs(false));
        assertThat(suspicions(attempt("a", "t")
                        .expects(CANCEL)
                        .calls("refund_order")
                        .calls("cancel_order")
                        .recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE);
    }

    @Test
    void anExpectedCallThatIsRefusedWhoeverMakesItIsNotExpected() {
        Trajectory without =
                attempt("a", "t").expects(CANCEL, REFUND).calls("cancel_order").recordedAs(true);
        assertThat(suspicions(without)).containsExactly(SOURCES_DISAGREE);
        audit.note(attempt("b", "t")
                .expects(CANCEL, REFUND)
                .isRefused("refund_order")
                .recordedAs(false));
        assertThat(opinion(without).suspicions()).isEmpty();
        audit.note(
                attempt("c", "t").expects(CANCEL, REFUND).calls("refund_order").recordedAs(false));
        assertThat(opinion(without).suspicions()).as("it can be done after all").containsExactly(SOURCES_DISAGREE);
    }

    @Test
    void aCallThatTheWorldBrokeSaysNothingAboutTheTask() {
        audit.note(attempt("b", "t")
                .expects(CANCEL)
                .calls("cancel_order", "{\"order\":\"W1\"}", ToolStatus.INFRASTRUCTURE)
                .recordedAs(true));
        assertThat(suspicions(attempt("a", "t").expects(CANCEL).recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE, SUCCESS_WITHOUT_EFFECT);
    }

    @Test
    void tasksOfOneNumberThatExpectOtherThingsAreNotTheSameTask() {
        audit.note(attempt("b", "7")
                .expects(CANCEL, REFUND)
                .isRefused("refund_order")
                .recordedAs(false));
        assertThat(suspicions(attempt("a", "7").expects(REFUND).recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE, SUCCESS_WITHOUT_EFFECT);
    }

    @Test
    void whatIsToBeHeardMustBeSaidByTheAgent() {
        assertThat(suspicions(attempt("a", "t")
                        .expects()
                        .expectsToHear("[\"1,286.50\",\"Blue\"]")
                        .says(Role.ASSISTANT, "It is 1286.50 dollars")
                        .says(Role.ASSISTANT, "and it is BLUE.")
                        .recordedAs(true)))
                .isEmpty();
        assertThat(suspicions(attempt("b", "u")
                        .expects()
                        .expectsToHear("[\"10\"]")
                        .says(Role.USER, "Is it 10?")
                        .recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE);
    }

    @Test
    void oneGroundTruthForDifferentEndsIsSuspectUnlessWhatWasDoneClearsIt() {
        audit.note(attempt("other", "o").expects(REFUND).comparedWith("d1").recordedAs(false));
        assertThat(suspicions(
                        attempt("a", "t").expects(CANCEL).comparedWith("d1").recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE, SUCCESS_WITHOUT_EFFECT, SHARED_GROUND_TRUTH);
        assertThat(suspicions(
                        attempt("b", "t").expects(CANCEL).comparedWith("d2").recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE, SUCCESS_WITHOUT_EFFECT);
        assertThat(suspicions(attempt("c", "t")
                        .expects(CANCEL)
                        .comparedWith("d1")
                        .calls("cancel_order")
                        .recordedAs(true)))
                .isEmpty();
    }

    @Test
    void ofEqualActionsWithDifferentGradesThoseAreSuspectThatTheCheckSpeaksAgainst() {
        audit.note(attempt("failed", "t").expects(CANCEL).calls("get_order").recordedAs(false));
        assertThat(suspicions(attempt("a", "t").expects(CANCEL).recordedAs(true)))
                .containsExactly(SOURCES_DISAGREE, SUCCESS_WITHOUT_EFFECT, EQUAL_ACTIONS_DIFFERENT_GRADES);
        Trajectory unlucky =
                attempt("unlucky", "t").expects(CANCEL).calls("cancel_order").recordedAs(false);
        assertThat(suspicions(unlucky)).as("for a reason nobody wrote down").isEmpty();
        assertThat(suspicions(
                        attempt("b", "t").expects(CANCEL).calls("cancel_order").recordedAs(true)))
                .isEmpty();
        assertThat(opinion(unlucky).suspicions())
                .as("which others did not meet")
                .containsExactly(EQUAL_ACTIONS_DIFFERENT_GRADES);
    }

    @Test
    void thatTwoDidNothingDoesNotShowThatTheyDidTheSame() {
        Trajectory failed = attempt("failed", "t").expects(LOOK).recordedAs(false);
        audit.note(failed);
        audit.note(attempt("a", "t").expects(LOOK).recordedAs(true));
        assertThat(opinion(failed).suspicions()).isEmpty();
    }

    @Test
    void whatAToolMadeOfOthersWasToldCountsAsDone() {
        audit.note(attempt("plain", "t").expects(CANCEL, cancel("W2")).recordedAs(false));
        String both = "{\"orders\":[\"W1\",\"W2\"],\"options\":{\"notify\":true}}";
        assertThat(suspicions(attempt("a", "t")
                        .expects(CANCEL, cancel("W2"))
                        .calls("cancel_orders", both, ToolStatus.OK)
                        .recordedAs(true)))
                .isEmpty();
        assertThat(suspicions(attempt("b", "t")
                        .expects(CANCEL, cancel("W2"))
                        .calls("cancel_order")
                        .calls("cancel_orders", "{\"orders\":\"[\\\"W2\\\"]\"}", ToolStatus.OK)
                        .recordedAs(true)))
                .as("as text of its own, which nobody reads")
                .contains(SOURCES_DISAGREE);
        assertThat(suspicions(attempt("c", "t")
                        .expects(CANCEL, cancel("W2"))
                        .calls("cancel_orders", both, ToolStatus.ERROR)
                        .recordedAs(true)))
                .as("refused")
                .contains(SUCCESS_WITHOUT_EFFECT);
        assertThat(suspicions(attempt("d", "t")
                        .expects(CANCEL, cancel("W2"))
                        .calls("get_orders", both, ToolStatus.OK)
                        .recordedAs(true)))
                .as("it only looks")
                .contains(SUCCESS_WITHOUT_EFFECT);
        assertThat(suspicions(attempt("e", "t")
                        .expects(CANCEL, cancel("W2"))
                        .calls("cancel_orders", "{\"orders\":[\"W1\",\"W3\"]}", ToolStatus.OK)
                        .recordedAs(true)))
                .as("of W2 it was not told")
                .contains(SOURCES_DISAGREE);
    }

    private static String cancel(String order) {
        return CANCEL.replace("W1", order);
    }

    @Test
    void aFailureIsNotDoubtedForWhatItDidNorIsWhatAPersonOrAVerifierSaid() {
        Trajectory failed =
                attempt("a", "t").expects(CANCEL).calls("cancel_order").recordedAs(false);
        assertThat(suspicions(failed)).isEmpty();
        assertThat(opinion(failed).check()).isEqualTo(Check.PASSED);
        for (String source : List.of("human@1", "verifier@1")) {
            assertThat(suspicions(attempt(source, "t")
                            .expects(CANCEL)
                            .judged(source, OutcomeKind.SUCCESS)
                            .recordedAs(true)))
                    .isEmpty();
        }
        assertThat(suspicions(attempt("b", "t")
                        .expects(CANCEL)
                        .judged("judge@1", OutcomeKind.SUCCESS)
                        .recordedAs(true)))
                .isNotEmpty();
    }

    @Test
    void whatATaskDoesNotSayCannotBeChecked() {
        assertThat(check(attempt("a", "t").recordedAs(true))).isEqualTo(Check.IMPOSSIBLE);
        String byUser = CANCEL.replace("{\"name\"", "{\"requestor\":\"user\",\"name\"");
        assertThat(check(attempt("b", "t").expects(byUser).recordedAs(true)))
                .as("a user who acts has ways of its own")
                .isEqualTo(Check.IMPOSSIBLE);
        assertThat(check(attempt("c", "t").expects("{").recordedAs(true))).isEqualTo(Check.IMPOSSIBLE);
    }

    @Test
    void theNewestTasksAreRemembered() {
        for (int task = 0; task <= AuditEvidence.CAPACITY; task++) {
            audit.note(attempt("a", "t" + task)
                    .expects(CANCEL)
                    .isRefused("cancel_order")
                    .recordedAs(false));
        }
        assertThat(suspicions(attempt("b", "t1").expects(CANCEL).recordedAs(true)))
                .isEmpty();
        assertThat(opinion(attempt("c", "t0").expects(CANCEL).recordedAs(true)).suspicions())
                .as("the oldest made room")
                .contains(SOURCES_DISAGREE);
        assertThat(memories.open(AuditMemory.TASKS).entries()).hasSize(2 * AuditEvidence.CAPACITY);
    }

    @Test
    void ofALineageSoManyToolsAndGroundTruthsAreNoted() {
        AuditMemory.LineageEvidence evidence = AuditMemory.LineageEvidence.nothing();
        for (int i = 0; i < 300; i++) {
            evidence = evidence.expecting(List.of("tool" + i)).compared("truth" + i, "end", "task");
        }
        assertThat(evidence.tools()).hasSize(256);
        assertThat(evidence.truths()).hasSize(256);
    }

    private OutcomeAudit.Opinion opinion(Trajectory attempt) {
        return audit.opinion(attempt);
    }

    private Check check(Trajectory attempt) {
        return opinion(attempt).check();
    }

    private List<Suspicion> suspicions(Trajectory attempt) {
        audit.note(attempt);
        return opinion(attempt).suspicions();
    }
}
