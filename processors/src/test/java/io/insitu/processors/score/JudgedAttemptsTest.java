package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.processors.Transcript;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.JudgeVerdict;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Attempts that nobody graded, in a lineage that wants them judged. */
class JudgedAttemptsTest {
    private static final long START_MS = 1_700_000_000_000L;

    private final MapMemory.All memories = new MapMemory.All();
    private final RubricPlan judged = new RubricPlan(
            Map.of("outcome", 1.0, "human", 1.0, "judge", 0.5), 0.5, 3, true, "was it kind?", 0.1, Graces.defaults());
    private final ScoreStage stage = new ScoreStage(
            ScoreConfig.defaults().judging(RubricPlan.defaults(), Map.of(Facts.LINEAGE, judged)), memories);

    @Test
    void onlyThoseNobodyGradedAreAskedAbout() {
        arrives("a", OutcomeKind.UNKNOWN, 3);
        arrives("b", OutcomeKind.SUCCESS, 3);
        List<StageFact> closed = arrives("c", OutcomeKind.INFRASTRUCTURE, 3);
        Request asked = asked(closed).get(0);
        assertThat(asked(closed)).hasSize(1);
        assertThat(asked.getCauses()).containsExactly("a");
        JudgeRequest body = (JudgeRequest) asked.getBody();
        assertThat(body.getRubric()).isEqualTo("was it kind?");
        assertThat(body.getTranscript()).startsWith("task: be kind").contains("call: greet {\"who\":\"you\"}");
    }

    @Test
    void anotherLineageAsksNobody() {
        Trajectory other = Trajectory.newBuilder(attempt("a", OutcomeKind.UNKNOWN, 1))
                .setLineage("clinic")
                .build();
        assertThat(asked(stage.decide(new StageFact.Journal(
                        new io.insitu.schemas.event.JournalEntry("a", "clinic", START_MS, other)))))
                .isEmpty();
    }

    @Test
    void theVerdictsOfAGroupAreSaidTogetherWhenTheLastOneCame() {
        arrives("a", OutcomeKind.UNKNOWN, 2);
        List<Request> asked = asked(arrives("b", OutcomeKind.UNKNOWN, 2));
        assertThat(answers(asked.get(0), verdict(OutcomeKind.SUCCESS))).isEmpty();
        List<Experience> said = experience(answers(asked.get(1), verdict(OutcomeKind.FAILURE)));
        assertThat(said).extracting(Experience::getTotalReward).containsExactly(0.5, -0.5);
        assertThat(said).extracting(one -> one.getGroup().getSize()).containsExactly(2, 2);
        assertThat(said.get(0).getRewards()).containsExactly(new Reward("judge/kindness@2", 1.0));
        assertThat(said.get(0).getCauses())
                .as("each is compared with the other, so both verdicts made it")
                .containsExactly("a", asked.get(0).getRequestId(), asked.get(1).getRequestId());
        assertThat(said).allMatch(one -> !one.getSupersedes().isEmpty());
        assertThat(memories.open(ScoreMemory.QUESTIONS).entries()).isEmpty();
    }

    @Test
    void aFailureToAnswerHoldsNobodyUp() {
        arrives("a", OutcomeKind.UNKNOWN, 2);
        List<Request> asked = asked(arrives("b", OutcomeKind.UNKNOWN, 2));
        answers(asked.get(0), verdict(OutcomeKind.SUCCESS));
        List<StageFact> said = answers(asked.get(1), new RequestFailed("no budget", false, List.of()));
        assertThat(experience(said))
                .singleElement()
                .extracting(Experience::getTotalReward)
                .isEqualTo(0.5);
    }

    @Test
    void whatFailedForAReasonThatMayPassIsAskedAgainTwice() {
        Request first = asked(arrives("a", OutcomeKind.UNKNOWN, 1)).get(0);
        Request second = asked(answers(first, new RequestFailed("nobody there", true, List.of())))
                .get(0);
        assertThat(second.getRequestId()).isNotEqualTo(first.getRequestId());
        assertThat(second.getBody()).isEqualTo(first.getBody());
        assertThat(second.getCauses()).containsExactly("a", first.getRequestId());
        Request third = asked(answers(second, new RequestFailed("nobody there", true, List.of())))
                .get(0);

        List<StageFact> said = answers(third, verdict(OutcomeKind.SUCCESS));
        assertThat(experience(said))
                .singleElement()
                .extracting(Experience::getTotalReward)
                .isEqualTo(0.5);
        assertThat(memories.open(ScoreMemory.QUESTIONS).entries()).isEmpty();
    }

    @Test
    void nobodyIsAskedAgainAboutWhatWasRetractedMeanwhile() {
        Request asked = asked(arrives("a", OutcomeKind.UNKNOWN, 1)).get(0);
        stage.decide(Facts.journal(
                "retraction",
                START_MS,
                new Control(
                        "retraction",
                        Facts.LINEAGE,
                        "operator",
                        START_MS,
                        Retract.newBuilder().setSubjectId("a").build())));

        assertThat(answers(asked, new RequestFailed("nobody there", true, List.of())))
                .isEmpty();
    }

    @Test
    void nobodyIsAskedAgainAboutWhatSomebodyWhoKnowsBetterOrAnotherJudgeGradedMeanwhile() {
        for (String source : List.of("human@1", "judge/unasked@1")) {
            Request asked =
                    asked(arrives("by " + source, OutcomeKind.UNKNOWN, 1)).get(0);
            Feedback said = Feedback.newBuilder()
                    .setSource(source)
                    .setOutcome(OutcomeKind.SUCCESS)
                    .build();
            stage.decide(Facts.journal(
                    "late " + source, START_MS, new LateFeedback("by " + source, "event " + source, said)));
            assertThat(asked(answers(asked, new RequestFailed("nobody there", true, List.of()))))
                    .as(source)
                    .isEmpty();
        }
        assertThat(memories.open(ScoreMemory.QUESTIONS).entries()).isEmpty();
    }

    @Test
    void whatFailsAgainAndAgainIsGivenUp() {
        Request asked = asked(arrives("a", OutcomeKind.UNKNOWN, 1)).get(0);
        for (int again = 0; again < 2; again++) {
            asked = asked(answers(asked, new RequestFailed("nobody there", true, List.of())))
                    .get(0);
        }
        assertThat(answers(asked, new RequestFailed("nobody there", true, List.of())))
                .isEmpty();
        assertThat(memories.open(ScoreMemory.QUESTIONS).entries()).isEmpty();
    }

    @Test
    void whatWasHeardIsSaidWhenTheGraceIsOverAndALaterVerdictIsADeadLetter() {
        tick(0);
        arrives("a", OutcomeKind.UNKNOWN, 2);
        List<Request> asked = asked(arrives("b", OutcomeKind.UNKNOWN, 2));
        answers(asked.get(0), verdict(OutcomeKind.SUCCESS));
        assertThat(experience(tick(3_600_000))).hasSize(1);
        assertThat(memories.open(ScoreMemory.QUESTIONS).entries()).isEmpty();
        assertThat(refusals(answers(asked.get(1), verdict(OutcomeKind.SUCCESS))))
                .containsExactly(DeadLetterReason.UNKNOWN_REFERENCE);
    }

    @Test
    void aPersonWhoSpokeMeanwhileIsBelieved() {
        Request asked = asked(arrives("a", OutcomeKind.UNKNOWN, 1)).get(0);
        Feedback feedback = Feedback.newBuilder()
                .setSource("human@1")
                .setOutcome(OutcomeKind.FAILURE)
                .build();
        assertThat(experience(
                        stage.decide(Facts.journal("late", START_MS, new LateFeedback("a", "feedback-a", feedback)))))
                .extracting(Experience::getTotalReward)
                .containsExactly(-1.0);
        assertThat(answers(asked, verdict(OutcomeKind.SUCCESS))).isEmpty();
    }

    @Test
    void aJudgeThatCannotTellChangesNothingAndANonsensicalRewardIsRefused() {
        Request first = asked(arrives("a", OutcomeKind.UNKNOWN, 1)).get(0);
        assertThat(answers(first, verdict(OutcomeKind.UNKNOWN))).isEmpty();
        Request second = asked(arrives("b", "other", OutcomeKind.UNKNOWN, 1)).get(0);
        assertThat(refusals(answers(second, new JudgeVerdict(OutcomeKind.SUCCESS, Double.NaN, ""))))
                .containsExactly(DeadLetterReason.INVALID_FIELD);
    }

    @Test
    void beyondTheLimitOfOpenQuestionsItSaysSo() {
        for (int i = 0; i < Questions.MOST_OPEN; i++) {
            assertThat(asked(arrives("a" + i, "g" + i, OutcomeKind.UNKNOWN, 1))).hasSize(1);
        }
        assertThat(refusals(arrives("more", "more", OutcomeKind.UNKNOWN, 1)))
                .containsExactly(DeadLetterReason.LIMIT_REACHED);
    }

    @Test
    void aJudgeReadsTheBeginningAndTheEndOfALongAttempt() {
        Trajectory attempt = Trajectory.newBuilder(attempt("a", OutcomeKind.UNKNOWN, 1))
                .setInstruction("begin " + "x".repeat(9_000) + " end")
                .build();
        assertThat(Transcript.of(attempt, 24_000))
                .hasSizeLessThan(Transcript.LONGEST_STEP + 1_000)
                .contains("begin x")
                .contains("x end");
    }

    private List<StageFact> arrives(String id, OutcomeKind outcome, int size) {
        return arrives(id, "group", outcome, size);
    }

    private List<StageFact> arrives(String id, String groupId, OutcomeKind outcome, int size) {
        return stage.decide(Facts.journal(
                id,
                START_MS,
                Trajectory.newBuilder(attempt(id, outcome, size))
                        .setGroupId(groupId)
                        .build()));
    }

    private static Trajectory attempt(String id, OutcomeKind outcome, int size) {
        Trajectory attempt = Facts.attempt(id, "task", true)
                .asking("be kind")
                .calling("greet", "{\"who\":\"you\"}")
                .scored()
                .experience()
                .getTrajectory();
        return Trajectory.newBuilder(attempt)
                .setOutcome(outcome)
                .setGroupSize(size)
                .build();
    }

    private static JudgeVerdict verdict(OutcomeKind outcome) {
        return new JudgeVerdict(outcome, 0.0, "");
    }

    private List<StageFact> answers(Request asked, Object body) {
        return stage.decide(Facts.journal(
                "reply", START_MS, new Reply(asked.getRequestId(), Facts.LINEAGE, "kindness@2", START_MS, body)));
    }

    private List<StageFact> tick(long afterMs) {
        return stage.decide(Facts.journal("tick", START_MS + afterMs, new Tick(START_MS + afterMs)));
    }

    private static List<Request> asked(List<StageFact> facts) {
        return facts.stream()
                .filter(StageFact.Asked.class::isInstance)
                .map(fact -> ((StageFact.Asked) fact).request())
                .toList();
    }

    private static List<Experience> experience(List<StageFact> facts) {
        List<Experience> said = new ArrayList<>();
        facts.forEach(fact -> {
            if (fact instanceof StageFact.Scored scored) {
                said.add(scored.experience());
            }
        });
        return said;
    }

    private static List<DeadLetterReason> refusals(List<StageFact> facts) {
        return facts.stream()
                .filter(StageFact.Refused.class::isInstance)
                .map(fact -> ((StageFact.Refused) fact).letter().getReason())
                .toList();
    }
}
