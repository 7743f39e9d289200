package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.score.Graces;
import io.insitu.processors.score.RubricPlan;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.JudgeVerdict;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The promises of every log, with every rubric looking and a judge that answers. */
class RubricLawsTest {
    private static final int GROUPS = 5;
    private static final TopologyConfig CONFIG =
            TopologyConfig.defaults().inMemory().with(ScoreConfig.defaults().judging(everything(), Map.of()));

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 12);
    }

    private static RubricPlan everything() {
        Map<String, Double> weights = new TreeMap<>(RubricPlan.defaults().weights());
        for (String name : List.of("answers", "majority", "stages", "repeats", "effort", "uncertainty")) {
            weights.put(name, 0.1);
        }
        return new RubricPlan(weights, 0.5, 2, true, "well done?", 0.2, Graces.defaults());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aReplayHearsTheRecordedVerdictsAndAsksTheSame(long seed) {
        List<Interaction> log = halfUngraded(seed);
        try (Pipeline lived = Pipeline.fresh(CONFIG).give(log);
                Pipeline replayed = Pipeline.fresh(CONFIG).give(log)) {
            List<Request> asked = questions(lived);
            List<Reply> verdicts = asked.stream().map(RubricLawsTest::verdict).toList();
            assertThat(asked).isNotEmpty();
            give(lived, verdicts);
            assertThat(questions(replayed)).isEqualTo(asked);
            give(replayed, verdicts);
            assertThat(replayed.state()).isEqualTo(lived.state());
            List<Experience> experience = lived.said(Topics.EXPERIENCE);
            assertThat(replayed.said(Topics.EXPERIENCE)).isEqualTo(experience);
            assertThat(experience)
                    .as("each that was asked about is scored again by its verdict")
                    .filteredOn(one -> !one.getSupersedes().isEmpty())
                    .flatExtracting(
                            one -> one.getCauses().subList(1, one.getCauses().size()))
                    .containsOnlyElementsOf(
                            asked.stream().map(Request::getRequestId).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRestartBetweenTheVerdictsEqualsNoneAndAVerdictThatComesTwiceIsHeardOnce(long seed) {
        List<Interaction> log = halfUngraded(seed);
        try (Pipeline straight = Pipeline.fresh(CONFIG).give(log);
                Pipeline first = Pipeline.fresh(CONFIG).give(log)) {
            List<Reply> verdicts =
                    questions(straight).stream().map(RubricLawsTest::verdict).toList();
            give(straight, verdicts);
            int half = verdicts.size() / 2;
            give(first, verdicts.subList(0, half));
            try (Pipeline second = first.restarted()) {
                give(second, verdicts.subList(0, half));
                give(second, verdicts.subList(half, verdicts.size()));
                assertThat(second.state()).isEqualTo(straight.state());
            }
        }
    }

    private static void give(Pipeline pipeline, List<Reply> replies) {
        replies.forEach(reply -> pipeline.give(Topics.REPLIES, reply.getRequestId(), reply));
    }

    private static List<Request> questions(Pipeline pipeline) {
        return pipeline.said(Topics.REQUESTS).stream()
                .filter(request -> request.getBody() instanceof JudgeRequest)
                .toList();
    }

    private static Reply verdict(Request asked) {
        boolean well = ((JudgeRequest) asked.getBody()).getTranscript().contains("credit");
        return new Reply(
                asked.getRequestId(),
                asked.getLineage(),
                "strict@1",
                Logs.START_MS,
                new JudgeVerdict(well ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE, 0.0, ""));
    }

    /** Of every second attempt nobody says what became of it. */
    private static List<Interaction> halfUngraded(long seed) {
        List<Interaction> log = new ArrayList<>();
        for (Interaction event : Logs.random(seed, "desk", GROUPS)) {
            boolean silent = event.getBody() instanceof TrajectoryEnded ended
                    && ended.getOutcome() != OutcomeKind.INFRASTRUCTURE
                    && (event.getTrajectoryId().endsWith("1")
                            || event.getTrajectoryId().endsWith("3"));
            log.add(
                    silent
                            ? Logs.event(
                                    event.getTrajectoryId(),
                                    event.getLineage(),
                                    event.getSeq(),
                                    event.getAtMs(),
                                    TrajectoryEnded.newBuilder()
                                            .setOutcome(OutcomeKind.UNKNOWN)
                                            .build())
                            : event);
        }
        return log;
    }
}
