package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreStageTest {
    private static final long START_MS = 1_700_000_000_000L;

    private final MapMemory.All memories = new MapMemory.All();
    private ScoreStage stage = new ScoreStage(ScoreConfig.defaults(), memories);
    private int commands;

    @Test
    void aGroupIsScoredWhenItsLastAttemptArrives() {
        assertThat(arrives("a", true, 2)).isEmpty();
        List<Experience> scored = experience(arrives("b", false, 2));
        assertThat(scored)
                .extracting(one -> one.getTrajectory().getTrajectoryId())
                .containsExactly("a", "b");
        assertThat(scored).extracting(Experience::getTotalReward).containsExactly(1.0, -1.0);
        assertThat(scored.get(0).getAdvantage())
                .isPositive()
                .isEqualTo(-scored.get(1).getAdvantage());
    }

    @Test
    void aGroupThatWaitsInVainIsScoredByTime() {
        tick(0);
        arrives("a", true, 2);
        assertThat(tick(119_999)).isEmpty();
        assertThat(experience(tick(120_000)))
                .singleElement()
                .extracting(Experience::getGroup)
                .extracting(GroupStatistics::getSize)
                .isEqualTo(1);
    }

    @Test
    void whoComesAfterTheGroupClosedIsComparedWithTheOthersAndTheyWithIt() {
        tick(0);
        arrives("a", true, 3);
        arrives("b", true, 3);
        List<Experience> first = experience(tick(120_000));
        List<Experience> again = experience(arrives("c", false, 3));
        assertThat(again)
                .extracting(one -> one.getTrajectory().getTrajectoryId())
                .containsExactly("c", "a", "b");
        assertThat(again.get(0).getSupersedes()).isEmpty();
        assertThat(again.get(1).getSupersedes()).isEqualTo(first.get(0).getExperienceId());
        assertThat(again.get(1).getOutcomeBefore()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(again.get(1).getCauses()).containsExactly("a", "c");
        assertThat(again.get(1).getGroup().getSize()).isEqualTo(3);
        assertThat(again.get(1).getAdvantage()).isPositive();
    }

    @Test
    void aGroupBegunBeforeAnyTickWaitsFromTheFirstTickOn() {
        arrives("a", true, 2);
        assertThat(tick(0)).isEmpty();
        assertThat(experience(tick(120_000))).hasSize(1);
    }

    @Test
    void lateFeedbackSaysAgainWhatItChangesOfItsAttemptAndOfThoseComparedWithIt() {
        arrives("a", true, 3);
        arrives("b", false, 3);
        List<Experience> first = experience(arrives("c", false, 3));
        List<Experience> again = experience(judges("a", OutcomeKind.FAILURE));
        assertThat(again)
                .extracting(one -> one.getTrajectory().getTrajectoryId())
                .containsExactly("a", "b", "c");
        assertThat(again)
                .extracting(Experience::getSupersedes)
                .containsExactlyElementsOf(
                        first.stream().map(Experience::getExperienceId).toList());
        assertThat(again)
                .extracting(Experience::getOutcomeBefore)
                .containsExactly(OutcomeKind.SUCCESS, OutcomeKind.FAILURE, OutcomeKind.FAILURE);
        assertThat(again.get(0).getTotalReward()).isEqualTo(-1);
        assertThat(again.get(0).getCauses()).containsExactly("a", "feedback-a");
        assertThat(again.get(1).getCauses()).containsExactly("b", "feedback-a");
        assertThat(again).as("none is better than another now").allMatch(one -> one.getAdvantage() == 0);
        assertThat(judges("a", OutcomeKind.FAILURE)).as("it says nothing new").isEmpty();
    }

    @Test
    void whoChangesTheirMindMakesAVersionOfItsOwn() {
        List<Experience> versions = new ArrayList<>(experience(arrives("a", true, 1)));
        versions.addAll(experience(judges("a", "feedback-1", OutcomeKind.FAILURE)));
        versions.addAll(experience(judges("a", "feedback-2", OutcomeKind.SUCCESS)));
        assertThat(versions).extracting(Experience::getTotalReward).containsExactly(1.0, -1.0, 1.0);
        assertThat(versions).extracting(Experience::getExperienceId).doesNotHaveDuplicates();
        assertThat(versions.get(2).getSupersedes()).isEqualTo(versions.get(1).getExperienceId());
    }

    @Test
    void eachLineageWaitsAsLongAsItsPlanSays() {
        RubricPlan patient = RubricPlan.defaults().waiting(new Graces(300_000, 86_400_000));
        stage = new ScoreStage(
                ScoreConfig.defaults().judging(RubricPlan.defaults(), Map.of(Facts.LINEAGE, patient)), memories);
        tick(0);
        arrives("a", true, 2);
        assertThat(tick(299_999)).isEmpty();
        assertThat(experience(tick(300_000))).hasSize(1);
        tick(86_000_000);
        assertThat(experience(judges("a", OutcomeKind.FAILURE))).hasSize(1);
        tick(300_000 + 86_400_000);
        assertThat(judges("a", OutcomeKind.SUCCESS))
                .singleElement()
                .isInstanceOfSatisfying(
                        StageFact.Refused.class,
                        refused -> assertThat(refused.letter().getDetail())
                                .contains(
                                        "feedback of human@1 after the grace of its attempt, 86400000 ms of log time"));
        assertThat(memories.open(ScoreMemory.SAID).entries()).isEmpty();
    }

    @Test
    void feedbackRetractedBeforeItCameIsNotHeard() {
        arrives("a", true, 1);
        commands(Retract.newBuilder().setSubjectId("feedback-a").build());
        assertThat(judges("a", OutcomeKind.FAILURE)).isEmpty();
    }

    @Test
    void feedbackAfterItsGraceIsADeadLetter() {
        tick(0);
        arrives("a", true, 1);
        tick(3_600_000);
        assertThat(judges("a", OutcomeKind.FAILURE))
                .singleElement()
                .isInstanceOfSatisfying(
                        StageFact.Refused.class,
                        refused ->
                                assertThat(refused.letter().getReason()).isEqualTo(DeadLetterReason.UNKNOWN_REFERENCE));
    }

    @Test
    void aBrokenAttemptDoesNotCountInItsGroup() {
        arrives("a", true, 3);
        arrives("b", false, 3);
        List<Experience> scored = experience(arrives("c", OutcomeKind.INFRASTRUCTURE, 3));
        assertThat(scored).allSatisfy(one -> {
            assertThat(one.getGroup().getSize()).isEqualTo(2);
            assertThat(one.getGroup().getInfrastructure()).isEqualTo(1);
        });
        assertThat(scored.get(2).getAdvantage()).isZero();
    }

    @Test
    void aQuarantinedAttemptWaitsForItsApproval() {
        commands(Quarantine.newBuilder().setSubjectId("a").build());
        arrives("a", true, 2);
        assertThat(experience(arrives("b", false, 2)))
                .extracting(one -> one.getTrajectory().getTrajectoryId())
                .containsExactly("b");
        Approve approval = Approve.newBuilder().setSubjectId("a").build();
        assertThat(experience(commands(approval)))
                .extracting(one -> one.getTrajectory().getTrajectoryId())
                .containsExactly("a");
        assertThat(commands(approval)).isEmpty();
    }

    @Test
    void aRetractedAttemptIsNeverApproved() {
        commands(Retract.newBuilder().setSubjectId("a").build());
        commands(Quarantine.newBuilder().setSubjectId("a").build());
        assertThat(arrives("a", true, 1)).isEmpty();
        assertThat(commands(Approve.newBuilder().setSubjectId("a").build())).isEmpty();
    }

    @Test
    void ofNamesNobodyKnowsTheNewestStayBarredAndTheOldestIsSaidToBeForgotten() {
        for (int i = 0; i < BarredNames.CAPACITY; i++) {
            assertThat(commands(Retract.newBuilder().setSubjectId("name-" + i).build()))
                    .isEmpty();
        }
        assertThat(commands(Retract.newBuilder().setSubjectId("one-more").build()))
                .singleElement()
                .isInstanceOfSatisfying(StageFact.Refused.class, refused -> {
                    assertThat(refused.letter().getReason()).isEqualTo(DeadLetterReason.LIMIT_REACHED);
                    assertThat(refused.letter().getDetail()).contains("name-0;");
                });
        assertThat(memories.open(ScoreMemory.PLACES).entries()).hasSize(BarredNames.CAPACITY);
        assertThat(experience(arrives("name-0", true, 1))).hasSize(1);
        assertThat(arrives("name-1", true, 1)).isEmpty();
        assertThat(arrives("one-more", true, 1)).isEmpty();
    }

    private List<StageFact> arrives(String id, boolean success, int groupSize) {
        return arrives(id, success ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE, groupSize);
    }

    private List<StageFact> arrives(String id, OutcomeKind outcome, int groupSize) {
        Trajectory attempt =
                Facts.attempt(id, "task", true).scored().experience().getTrajectory();
        return stage.decide(Facts.journal(
                id,
                START_MS,
                Trajectory.newBuilder(attempt)
                        .setGroupSize(groupSize)
                        .setOutcome(outcome)
                        .build()));
    }

    private List<StageFact> judges(String id, OutcomeKind outcome) {
        return judges(id, "feedback-" + id, outcome);
    }

    private List<StageFact> judges(String id, String eventId, OutcomeKind outcome) {
        Feedback feedback =
                Feedback.newBuilder().setSource("human@1").setOutcome(outcome).build();
        return stage.decide(Facts.journal("late", START_MS, new LateFeedback(id, eventId, feedback)));
    }

    private List<StageFact> commands(Object body) {
        String id = "command-" + commands++;
        return stage.decide(Facts.journal(id, START_MS, new Control(id, Facts.LINEAGE, "operator", START_MS, body)));
    }

    private List<StageFact> tick(long afterMs) {
        return stage.decide(Facts.journal("tick", START_MS + afterMs, new Tick(START_MS + afterMs)));
    }

    private static List<Experience> experience(List<StageFact> facts) {
        return facts.stream()
                .map(fact -> ((StageFact.Scored) fact).experience())
                .toList();
    }
}
