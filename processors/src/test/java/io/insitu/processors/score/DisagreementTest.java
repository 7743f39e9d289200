package io.insitu.processors.score;

import static io.insitu.processors.score.Recorded.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.MapMemory;
import io.insitu.processors.score.Scoring.Weighed;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Trajectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources that contradict each other: who settles it, and where nobody does. */
class DisagreementTest {
    @ParameterizedTest
    @CsvSource({
        "judge/m@1", // judge against outcome
        "user@1",
        "correctness@otlp" // an evaluation against the recorded reward
    })
    void aClaimThatAnOpinionContradictsIsSuspectWhicheverOfTheTwoIsTheSuccess(String source) {
        for (boolean claimed : List.of(true, false)) {
            OutcomeKind other = claimed ? OutcomeKind.FAILURE : OutcomeKind.SUCCESS;
            Weighed one = weighed(attempt("a", "t").judged(source, other).recordedAs(claimed));
            assertThat(one.suspicions()).containsExactly("SOURCES_DISAGREE");
            assertThat(one.outcome()).isEqualTo(OutcomeKind.UNKNOWN);
            assertThat(one.total()).isZero();
            assertThat(one.rewards()).as("what each said is kept").hasSize(2);
        }
    }

    @Test
    void whoAgreesRaisesNoDoubt() {
        assertThat(weighed(attempt("a", "t")
                                .judged("judge/m@1", OutcomeKind.SUCCESS)
                                .judged("user@1", OutcomeKind.UNKNOWN)
                                .recordedAs(true))
                        .suspicions())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"human@1", "verifier/tests@1"})
    void aPersonOrAVerifierSettlesItAndIsNamed(String source) {
        Trajectory attempt = attempt("a", "t")
                .judged("judge/m@1", OutcomeKind.SUCCESS)
                .judged(source, OutcomeKind.FAILURE)
                .recordedAs(true);
        Weighed one = weighed(attempt);
        assertThat(one.suspicions()).isEmpty();
        assertThat(one.outcome()).isEqualTo(OutcomeKind.FAILURE);
        Disagreement settled = Disagreement.about(attempt);
        assertThat(settled.open()).isFalse();
        assertThat(settled.by()).isEqualTo(source);
        assertThat(settled.against()).containsExactly("outcome@1", "judge/m@1");
    }

    @Test
    void twoVerifiersOrTwoOpinionsSettleNothingBetweenThem() {
        for (String kind : List.of("verifier", "judge")) {
            assertThat(weighed(ungraded(attempt("a", "t")
                                    .judged(kind + "/one@1", OutcomeKind.SUCCESS)
                                    .judged(kind + "/other@1", OutcomeKind.FAILURE)))
                            .suspicions())
                    .as(kind)
                    .containsExactly("SOURCES_DISAGREE");
        }
    }

    @Test
    void aSourceThatSpeaksAgainCorrectsItselfAndAPersonOverrulesAnother() {
        for (List<String> sources : List.of(
                List.of("judge/m@1", "judge/m@2"),
                List.of("verifier/tests@1", "verifier/tests@1"),
                List.of("outcome@1", "outcome/nightly@1"),
                List.of("human/first@1", "human/second@1"))) {
            Weighed one = weighed(ungraded(attempt("a", "t")
                    .judged(sources.get(0), OutcomeKind.SUCCESS)
                    .judged(sources.get(1), OutcomeKind.FAILURE)));
            assertThat(one.suspicions()).as("%s", sources).isEmpty();
            assertThat(one.outcome()).as("%s", sources).isEqualTo(OutcomeKind.FAILURE);
        }
    }

    @Test
    void whoseWordCountsForNothingContradictsNobody() {
        Trajectory attempt =
                attempt("a", "t").judged("user@1", OutcomeKind.FAILURE).recordedAs(true);
        Map<String, Double> deaf = new HashMap<>(RubricPlan.defaults().weights());
        deaf.put("user", 0.0);
        Weighed one = weighed(attempt, RubricPlan.defaults().weighing(deaf));
        assertThat(one.suspicions()).isEmpty();
        assertThat(one.outcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(weighed(attempt, RubricPlan.defaults().weighing(Map.of("outcome", 1.0, "user", 1.0)))
                        .suspicions())
                .as("also where nobody looks at what was done")
                .containsExactly("SOURCES_DISAGREE");
    }

    private static Trajectory ungraded(Recorded recorded) {
        return Trajectory.newBuilder(recorded.recordedAs(true))
                .setOutcome(OutcomeKind.UNKNOWN)
                .build();
    }

    private static Weighed weighed(Trajectory attempt) {
        return weighed(attempt, RubricPlan.defaults());
    }

    private static Weighed weighed(Trajectory attempt, RubricPlan plan) {
        ScoreConfig config = ScoreConfig.defaults().judging(plan, Map.of());
        return new Scoring(config, new OutcomeAudit(config, new MapMemory.All()))
                .weigh(List.of(attempt))
                .get(0);
    }
}
