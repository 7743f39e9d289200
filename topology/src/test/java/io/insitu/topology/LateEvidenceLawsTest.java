package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.processors.score.Graces;
import io.insitu.processors.score.RubricPlan;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.serde.EventClasses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people and users say of attempts after their groups closed, within the grace of the lineage and beyond it. */
class LateEvidenceLawsTest {
    static {
        EventClasses.trust(); // events are built before any serde would
    }

    private static final int GROUPS = 4;
    private static final int REACTIONS = 30;
    private static final long GRACE_MS = 7_200_000;
    private static final TopologyConfig CONFIG = TopologyConfig.defaults()
            .inMemory()
            .with(ScoreConfig.defaults()
                    .judging(
                            RubricPlan.defaults(),
                            Map.of("desk", RubricPlan.defaults().waiting(new Graces(120_000, GRACE_MS)))));

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 12);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachVersionNamesTheOneBeforeItAndWhatMadeIt(long seed) {
        List<Interaction> reactions = reactions(seed);
        List<String> given = reactions.stream().map(Interaction::getEventId).toList();
        Map<String, Experience> newest = new HashMap<>();
        int corrections = 0;
        for (Experience version : experience(log(seed, reactions))) {
            Experience before = newest.put(version.getTrajectory().getTrajectoryId(), version);
            assertThat(version.getSupersedes()).isEqualTo(before == null ? "" : before.getExperienceId());
            assertThat(version.getOutcomeBefore())
                    .isEqualTo(before == null ? OutcomeKind.UNKNOWN : before.getOutcome());
            if (before != null) {
                corrections++;
                assertThat(version.getCauses()).hasSize(2);
                assertThat(given).contains(version.getCauses().get(1));
            }
        }
        assertThat(corrections).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theNewestAdvantagesOfAGroupSumToZeroWhateverWasSaidLate(long seed) {
        Map<String, Experience> newest = new HashMap<>();
        experience(log(seed, reactions(seed)))
                .forEach(one -> newest.put(one.getTrajectory().getTrajectoryId(), one));
        Map<String, Double> sums = newest.values().stream()
                .collect(Collectors.groupingBy(
                        one -> one.getGroup().getGroupId(), Collectors.summingDouble(Experience::getAdvantage)));
        assertThat(sums)
                .hasSize(GROUPS)
                .allSatisfy((group, sum) -> assertThat(sum).isCloseTo(0, within(1e-9)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aReactionDeliveredTwiceAndARestartBetweenReactionsChangeNothing(long seed) {
        List<Interaction> log = log(seed, reactions(seed));
        List<Interaction> stuttering = new ArrayList<>();
        log.forEach(event -> stuttering.addAll(List.of(event, event)));
        int half = log.size() - REACTIONS / 2;
        try (Pipeline straight = Pipeline.fresh(CONFIG).give(log);
                Pipeline twice = Pipeline.fresh(CONFIG).give(stuttering);
                Pipeline first = Pipeline.fresh(CONFIG).give(log.subList(0, half));
                Pipeline second = first.restarted().give(log.subList(half, log.size()))) {
            assertThat(second.state()).isEqualTo(straight.state());
            assertThat(twice.state()).isEqualTo(straight.state());
            assertThat(twice.said(Topics.EXPERIENCE)).isEqualTo(straight.said(Topics.EXPERIENCE));
        }
    }

    /** Two hours of grace: an hour and a half later it is heard, three hours later each reaction is a dead letter. */
    @Test
    void whatComesBeyondTheGraceIsCountedAndLeftOut() {
        List<Interaction> reactions = reactions(1);
        List<Interaction> log = Logs.random(1, "desk", GROUPS);
        try (Pipeline pipeline = Pipeline.fresh(CONFIG).give(log)) {
            pipeline.give(List.of(Logs.tick(Logs.START_MS + 5_400_000)));
            int first = pipeline.said(Topics.EXPERIENCE).size();
            pipeline.give(reactions.subList(0, REACTIONS / 2));
            assertThat(pipeline.said(Topics.EXPERIENCE)).isNotEmpty();
            assertThat(pipeline.said(Topics.DEAD_LETTERS)).isEmpty();
            pipeline.give(List.of(Logs.tick(Logs.START_MS + 10_800_000)));
            pipeline.give(reactions.subList(REACTIONS / 2, REACTIONS));
            assertThat(first).isEqualTo(GROUPS * Logs.GROUP_SIZE);
            assertThat(pipeline.said(Topics.EXPERIENCE)).isEmpty();
            List<DeadLetter> letters = pipeline.said(Topics.DEAD_LETTERS);
            assertThat(letters)
                    .hasSize(REACTIONS - REACTIONS / 2)
                    .allMatch(letter -> letter.getReason() == DeadLetterReason.UNKNOWN_REFERENCE)
                    .allMatch(letter -> letter.getDetail().contains("after the grace of its attempt, " + GRACE_MS));
        }
    }

    private static List<Experience> experience(List<Interaction> log) {
        try (Pipeline pipeline = Pipeline.fresh(CONFIG).give(log)) {
            return pipeline.said(Topics.EXPERIENCE);
        }
    }

    private static List<Interaction> log(long seed, List<Interaction> reactions) {
        List<Interaction> log = new ArrayList<>(Logs.random(seed, "desk", GROUPS));
        log.addAll(reactions);
        return log;
    }

    /** People and users who say what they think of some attempt, and change their minds. */
    private static List<Interaction> reactions(long seed) {
        Random random = new Random(seed);
        List<Interaction> reactions = new ArrayList<>();
        for (int i = 0; i < REACTIONS; i++) {
            String attempt = "desk:task-" + random.nextInt(GROUPS) + ":" + random.nextInt(Logs.GROUP_SIZE);
            Interaction said = Logs.event(
                    attempt,
                    "desk",
                    -1,
                    Logs.START_MS + 60_000,
                    Logs.feedback(
                            random.nextInt(3) == 0 ? "user/thumbs" : "human/ada",
                            random.nextBoolean() ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE));
            reactions.add(Interaction.newBuilder(said)
                    .setEventId(attempt + "#late-" + i)
                    .build());
        }
        return reactions;
    }
}
