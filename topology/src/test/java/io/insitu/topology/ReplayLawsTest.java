package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promises that hold for every log. A failure names its seed; {@code -Dseed=} repeats it. */
class ReplayLawsTest {
    private static final int GROUPS = 5;
    private static final Map<Long, Told> STRAIGHT = new HashMap<>();

    /** What a log came to. */
    private record Told(Map<String, Map<String, String>> state, List<Experience> experience) {}

    static LongStream seeds() {
        Long given = Long.getLong("seed");
        return LongStream.concat(
                LongStream.rangeClosed(1, 50), given == null ? LongStream.empty() : LongStream.of(given));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameLogGivesTheSameState(long seed) {
        List<Interaction> log = Logs.random(seed, "desk", GROUPS);
        assertThat(after(log)).isEqualTo(straight(seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deliveringALogTwiceChangesNothing(long seed) {
        List<Interaction> log = Logs.random(seed, "desk", GROUPS);
        List<Interaction> twice = new ArrayList<>(log);
        twice.addAll(log);
        assertThat(after(twice).state()).isEqualTo(straight(seed).state());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deliveringEachEventTwiceSaysNothingTwice(long seed) {
        List<Interaction> log = Logs.random(seed, "desk", GROUPS);
        List<Interaction> stuttering = new ArrayList<>();
        log.forEach(event -> stuttering.addAll(List.of(event, event)));
        assertThat(after(stuttering).experience()).isEqualTo(straight(seed).experience());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfEventsWithinAStretchOfTimeChangesNoTrajectory(long seed) {
        List<Interaction> log = Logs.random(seed, "desk", GROUPS);
        Map<String, Experience> straight = byTrajectory(straight(seed).experience());
        Map<String, Experience> shuffled =
                byTrajectory(after(Logs.shuffledBetweenTicks(log, seed)).experience());
        assertThat(shuffled.keySet()).isEqualTo(straight.keySet());
        straight.forEach((id, experience) -> {
            assertThat(shuffled.get(id).getTrajectory()).isEqualTo(experience.getTrajectory());
            assertThat(shuffled.get(id).getAdvantage()).isEqualTo(experience.getAdvantage());
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lineagesDoNotDisturbEachOther(long seed) {
        List<Interaction> desk = Logs.random(seed, "desk", GROUPS);
        List<Interaction> both = new ArrayList<>();
        List<Interaction> other = Logs.random(seed + 1_000, "clinic", GROUPS);
        for (int i = 0; i < Math.max(desk.size(), other.size()); i++) {
            if (i < desk.size()) {
                both.add(desk.get(i));
            }
            if (i < other.size() && !other.get(i).getLineage().isEmpty()) {
                both.add(other.get(i));
            }
        }
        assertThat(after(both).experience().stream().filter(e -> e.getLineage().equals("desk")))
                .containsExactlyElementsOf(straight(seed).experience());
    }

    @Test
    void theLogsHoldWhatTheLawsSpeakOf() {
        assertThat(LongStream.rangeClosed(1, 50)
                        .boxed()
                        .flatMap(seed -> straight(seed).experience().stream())
                        .map(Experience::getOutcome))
                .contains(OutcomeKind.SUCCESS, OutcomeKind.FAILURE, OutcomeKind.INFRASTRUCTURE);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheWorldBrokeCarriesNoReward(long seed) {
        assertThat(straight(seed).experience())
                .filteredOn(experience -> experience.getOutcome() == OutcomeKind.INFRASTRUCTURE)
                .allSatisfy(experience -> {
                    assertThat(experience.getTotalReward()).isZero();
                    assertThat(experience.getAdvantage()).isZero();
                });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void advantagesOfAGroupSumToZero(long seed) {
        Map<String, Double> sums = straight(seed).experience().stream()
                .collect(Collectors.groupingBy(
                        experience -> experience.getGroup().getGroupId(),
                        Collectors.summingDouble(Experience::getAdvantage)));
        assertThat(sums)
                .hasSize(GROUPS)
                .allSatisfy((group, sum) -> assertThat(sum).isCloseTo(0, within(1e-9)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRestartInTheMiddleEqualsNone(long seed) {
        List<Interaction> log = Logs.random(seed, "desk", GROUPS);
        int half = (int) Math.floorMod(seed * 31, log.size());
        try (Pipeline first = Pipeline.fresh().give(log.subList(0, half));
                Pipeline second = first.restarted().give(log.subList(half, log.size()))) {
            assertThat(second.state()).isEqualTo(straight(seed).state());
        }
    }

    @Test
    void onDiskAsInMemory() {
        List<Interaction> log = Logs.random(1, "desk", 2);
        try (Pipeline onDisk = Pipeline.fresh(TopologyConfig.defaults())) {
            assertThat(onDisk.give(log).state()).isEqualTo(after(log).state());
        }
    }

    /** The seed's log, told once and in order; told by one pipeline for all laws, because starting one takes longest. */
    private static Told straight(long seed) {
        return STRAIGHT.computeIfAbsent(seed, its -> after(Logs.random(its, "desk", GROUPS)));
    }

    private static Told after(List<Interaction> log) {
        try (Pipeline pipeline = Pipeline.fresh()) {
            pipeline.give(log);
            return new Told(pipeline.state(), pipeline.said(Topics.EXPERIENCE));
        }
    }

    private static Map<String, Experience> byTrajectory(List<Experience> experience) {
        Map<String, Experience> byId = new HashMap<>();
        experience.forEach(one -> byId.put(one.getTrajectory().getTrajectoryId(), one));
        return byId;
    }
}
