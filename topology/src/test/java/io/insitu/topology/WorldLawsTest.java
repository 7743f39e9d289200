package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Update;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link ReplayLawsTest} for logs of everything the topology reads: replies, candidates, acknowledgements, commands and
 * late judgements beside what agents did. A failure names its seed; {@code -Dseed=} repeats it.
 */
class WorldLawsTest {
    private static final Map<Long, List<LoggedFact>> LOGS = new HashMap<>();
    private static final Map<Long, Told> STRAIGHT = new HashMap<>();

    /** What a log came to. */
    private record Told(Map<String, Map<String, String>> state, List<Update> updates) {}

    static LongStream seeds() {
        Long given = Long.getLong("seed");
        return LongStream.concat(
                LongStream.rangeClosed(1, 12), given == null ? LongStream.empty() : LongStream.of(given));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameLogGivesTheSameState(long seed) {
        assertThat(after(log(seed))).isEqualTo(straight(seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deliveringEachFactTwiceChangesNothingAndSaysNothingTwice(long seed) {
        List<LoggedFact> stuttering = new ArrayList<>();
        log(seed).forEach(fact -> stuttering.addAll(List.of(fact, fact)));
        assertThat(after(stuttering)).isEqualTo(straight(seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRestartInTheMiddleEqualsNone(long seed) {
        List<LoggedFact> log = log(seed);
        int half = (int) Math.floorMod(seed * 31, log.size());
        try (Pipeline first = Pipeline.fresh(Stories.config())) {
            log.subList(0, half).forEach(first::give);
            try (Pipeline second = first.restarted()) {
                log.subList(half, log.size()).forEach(second::give);
                assertThat(second.state()).isEqualTo(straight(seed).state());
            }
        }
    }

    @Test
    void theLogsHoldWhatTheLawsSpeakOf() {
        List<LoggedFact> all =
                seeds().boxed().flatMap(seed -> log(seed).stream()).toList();
        assertThat(all.stream().map(LoggedFact::topic).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        Topics.INTERACTIONS.name(),
                        Topics.REPLIES.name(),
                        Topics.ADAPTERS.name(),
                        Topics.ACKS.name(),
                        Topics.CONTROL.name());
        assertThat(all)
                .as("late judgements")
                .anyMatch(fact -> fact.value() instanceof Interaction event && event.getSeq() < 0);
        assertThat(all.stream()
                        .filter(fact -> fact.value() instanceof Control)
                        .map(fact -> ((Control) fact.value()).getBody().getClass())
                        .collect(Collectors.toSet()))
                .as("commands")
                .hasSize(6);
        Set<UpdateKind> kinds = seeds().boxed()
                .flatMap(seed -> straight(seed).updates().stream())
                .map(Update::getKind)
                .collect(Collectors.toSet());
        assertThat(kinds)
                .contains(
                        UpdateKind.PRINCIPLE_PUBLISHED,
                        UpdateKind.TOOL_PUBLISHED,
                        UpdateKind.ADAPTER_LIVE,
                        UpdateKind.ADAPTER_REJECTED,
                        UpdateKind.ADAPTER_ROLLED_BACK,
                        UpdateKind.RETRACTED);
    }

    private static List<LoggedFact> log(long seed) {
        return LOGS.computeIfAbsent(seed, Worlds::random);
    }

    private static Told straight(long seed) {
        return STRAIGHT.computeIfAbsent(seed, its -> after(log(its)));
    }

    private static Told after(List<LoggedFact> log) {
        try (Pipeline pipeline = Pipeline.fresh(Stories.config())) {
            log.forEach(pipeline::give);
            return new Told(pipeline.state(), pipeline.said(Topics.UPDATES));
        }
    }
}
