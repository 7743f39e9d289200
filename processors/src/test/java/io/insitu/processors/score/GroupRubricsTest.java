package io.insitu.processors.score;

import static io.insitu.processors.score.Recorded.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.MapMemory;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rubrics that look at what the whole group did, and at what a call was good for. */
class GroupRubricsTest {
    private static final String W1 = "{\"order\":\"W1\"}";

    @Test
    void theMajorityIsRewardedAndTheOthersAreNot() {
        List<Scoring.Weighed> group = weigh(Map.of("majority", 0.5), ends("cancel", "cancel", "refund"));
        assertThat(group)
                .extracting(Scoring.Weighed::outcome)
                .containsExactly(OutcomeKind.SUCCESS, OutcomeKind.SUCCESS, OutcomeKind.FAILURE);
        assertThat(group).extracting(Scoring.Weighed::total).containsExactly(0.5, 0.5, -0.5);
        assertThat(group.get(0).rewards()).containsExactly(new Reward("majority@1", 1.0));
    }

    @Test
    void withoutAMajorityNobodyIsRewarded() {
        assertThat(outcomes(ends("cancel", "cancel"))).as("too few").containsOnly(OutcomeKind.UNKNOWN);
        assertThat(outcomes(ends("cancel", "refund", "cancel", "refund")))
                .as("two come first")
                .containsOnly(OutcomeKind.UNKNOWN);
        assertThat(outcomes(ends("cancel", "cancel", "refund", "return", "exchange")))
                .as("below the floor")
                .containsOnly(OutcomeKind.UNKNOWN);
    }

    @Test
    void whoDidNotComeToAnEndHasNoVoteAndWhoKnowsBetterIsBelieved() {
        List<Trajectory> group = new ArrayList<>(ends("cancel", "cancel", "cancel", "refund", "refund"));
        group.set(2, with(group.get(2), OutcomeKind.FAILURE));
        group.add(Trajectory.newBuilder(group.get(0))
                .setTrajectoryId("cut")
                .setClosed(CloseReason.IDLE)
                .build());
        assertThat(outcomes(group))
                .containsExactly(
                        OutcomeKind.SUCCESS,
                        OutcomeKind.SUCCESS,
                        OutcomeKind.FAILURE,
                        OutcomeKind.FAILURE,
                        OutcomeKind.FAILURE,
                        OutcomeKind.UNKNOWN);
    }

    @Test
    void withoutCallsTheLastWordsAreTheAnswer() {
        List<Trajectory> group =
                List.of(words("a", "The answer is 42."), words("b", "the  answer is 42"), words("c", "43"));
        assertThat(outcomes(group)).containsExactly(OutcomeKind.SUCCESS, OutcomeKind.SUCCESS, OutcomeKind.FAILURE);
    }

    @Test
    void aCallThatCouldTellNothingNewCosts() {
        Trajectory attempt = attempt("a", "t")
                .calls("get_order")
                .calls("get_order")
                .calls("cancel_order")
                .calls("get_order")
                .recordedAs(true);
        assertThat(shades(Map.of("outcome", 1.0, "repeats", 0.4), attempt))
                .as("after a change it is worth another look")
                .containsExactly(new Reward("repeats@1", -0.25));
        assertThat(weigh(Map.of("outcome", 1.0, "repeats", 0.4), List.of(attempt))
                        .get(0)
                        .total())
                .isEqualTo(0.9);
    }

    @Test
    void whoCameToTheSameWithMoreCallsSpentTooMuch() {
        List<Trajectory> group = List.of(
                attempt("a", "t").calls("cancel_order").recordedAs(true),
                attempt("b", "t")
                        .calls("get_order")
                        .calls("get_user")
                        .calls("cancel_order")
                        .calls("get_flight")
                        .recordedAs(true),
                attempt("c", "t").recordedAs(false));
        List<Scoring.Weighed> weighed = weigh(Map.of("outcome", 1.0, "effort", 0.4), group);
        assertThat(weighed).extracting(Scoring.Weighed::total).containsExactly(1.0, 0.7, -1.0);
    }

    @Test
    void eachStageIsReachedOnlyOverTheOnesBeforeAndASuccessLosesWhatItMissed() {
        Map<String, Double> plan = Map.of("outcome", 1.0, "stages", 0.3);
        Recorded illegible = attempt("a", "t").calls("cancel_order", "{order", ToolStatus.ERROR);
        Recorded unanswered = attempt("b", "t").calls("cancel_order", W1, ToolStatus.UNKNOWN);
        Recorded whole = attempt("c", "t").calls("cancel_order");
        assertThat(shades(plan, illegible.recordedAs(false))).containsExactly(new Reward("stages@2", 0.0));
        assertThat(shades(plan, unanswered.recordedAs(false))).containsExactly(new Reward("stages@2", 1.0 / 3));
        assertThat(shades(plan, whole.recordedAs(false))).containsExactly(new Reward("stages@2", 2.0 / 3));
        assertThat(shades(plan, whole.recordedAs(true))).containsExactly(new Reward("stages@2", 0.0));
        assertThat(shades(plan, unanswered.recordedAs(true))).containsExactly(new Reward("stages@2", -2.0 / 3));
        assertThat(shades(plan, illegible.recordedAs(true))).containsExactly(new Reward("stages@2", -1.0));
        assertThat(weigh(
                        plan,
                        List.of(
                                illegible.recordedAs(true),
                                unanswered.recordedAs(true),
                                whole.recordedAs(true),
                                whole.recordedAs(false))))
                .extracting(Scoring.Weighed::total)
                .containsExactly(0.7, 0.8, 1.0, -0.8);
        assertThat(shades(
                        plan,
                        Trajectory.newBuilder(whole.recordedAs(true))
                                .setToolsOffered(List.of("get_order"))
                                .build()))
                .as("a tool that was not offered")
                .containsExactly(new Reward("stages@2", -2.0 / 3));
    }

    @Test
    void uncertaintyIsToldByProbabilitiesOrElseByTheGroup() {
        Map<String, Double> plan = Map.of("outcome", 1.0, "uncertainty", 0.1);
        Trajectory sampled = Trajectory.newBuilder(attempt("a", "t").recordedAs(true))
                .setSteps(List.of(Generation.newBuilder()
                        .setText("x")
                        .setTokens(List.of(1, 2))
                        .setLogProbs(List.of((float) Math.log(0.25), 0f))
                        .build()))
                .build();
        assertThat(shades(plan, sampled)).singleElement().satisfies(reward -> {
            assertThat(reward.getSource()).isEqualTo("uncertainty/log-probs@1");
            assertThat(reward.getValue()).isCloseTo(-0.5, org.assertj.core.api.Assertions.within(1e-6));
        });
        List<Trajectory> group = ends("cancel", "cancel", "cancel", "refund").stream()
                .map(one -> with(one, OutcomeKind.SUCCESS))
                .toList();
        assertThat(weigh(plan, group))
                .extracting(one -> one.rewards().get(1))
                .containsExactly(
                        new Reward("uncertainty/disagreement@1", -0.25),
                        new Reward("uncertainty/disagreement@1", -0.25),
                        new Reward("uncertainty/disagreement@1", -0.25),
                        new Reward("uncertainty/disagreement@1", -0.75));
    }

    @Test
    void withAWeightExpectedActionsDecideInsteadOfDoubting() {
        Trajectory idle = attempt("a", "t").expects(Recorded.CANCEL).recordedAs(true);
        Scoring.Weighed decided = weigh(Map.of("outcome", 1.0, "expected-actions", 1.0), List.of(idle))
                .get(0);
        assertThat(decided.outcome()).isEqualTo(OutcomeKind.FAILURE);
        assertThat(decided.suspicions()).isEmpty();
        assertThat(weigh(Map.of("outcome", 1.0), List.of(idle)).get(0).outcome())
                .as("who is not asked does not doubt")
                .isEqualTo(OutcomeKind.SUCCESS);
    }

    /** Attempts that nobody graded, each with one call that changed something. */
    private static List<Trajectory> ends(String... tools) {
        List<Trajectory> group = new ArrayList<>();
        for (String tool : tools) {
            group.add(with(
                    attempt("a" + group.size(), "t")
                            .calls("get_order")
                            .calls(tool)
                            .recordedAs(true),
                    OutcomeKind.UNKNOWN));
        }
        return group;
    }

    private static Trajectory words(String id, String last) {
        return with(
                attempt(id, "t").says(Role.USER, "?").says(Role.ASSISTANT, last).recordedAs(true), OutcomeKind.UNKNOWN);
    }

    private static Trajectory with(Trajectory attempt, OutcomeKind outcome) {
        return Trajectory.newBuilder(attempt).setOutcome(outcome).build();
    }

    private static List<OutcomeKind> outcomes(List<Trajectory> group) {
        return weigh(Map.of("outcome", 1.0, "majority", 1.0), group).stream()
                .map(Scoring.Weighed::outcome)
                .toList();
    }

    private static List<Reward> shades(Map<String, Double> weights, Trajectory attempt) {
        List<Reward> rewards = weigh(weights, List.of(attempt)).get(0).rewards();
        return rewards.subList(1, rewards.size());
    }

    private static List<Scoring.Weighed> weigh(Map<String, Double> weights, List<Trajectory> group) {
        ScoreConfig config =
                ScoreConfig.defaults().judging(RubricPlan.defaults().weighing(weights), Map.of());
        return new Scoring(config, new OutcomeAudit(config, new MapMemory.All())).weigh(group);
    }
}
