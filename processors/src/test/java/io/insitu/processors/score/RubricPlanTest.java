package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RubricPlanTest {
    @Test
    void theShippedPlanHearsThoseWhoSpeakAndLetsExpectedActionsOnlyDoubt() {
        assertThat(RubricPlan.defaults().weights())
                .isEqualTo(Map.of(
                        "outcome",
                        1.0,
                        "human",
                        1.0,
                        "verifier",
                        1.0,
                        "user",
                        1.0,
                        "judge",
                        1.0,
                        "opinion",
                        1.0,
                        "tool-errors",
                        1.0,
                        "expected-actions",
                        0.0));
        assertThat(RubricPlan.defaults().asksJudge()).isFalse();
    }

    @Test
    void anUnknownRubricIsRefusedAndThoseThereAreAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RubricPlan.defaults().weighing(Map.of("outcom", 1.0)))
                .withMessage("score.rubrics: nobody knows the rubric outcom; there are human, verifier, outcome, judge,"
                        + " user, opinion, expected-actions, answers, majority, tool-errors, stages, repeats, effort,"
                        + " uncertainty");
    }

    @Test
    void aWeightIsAShare() {
        for (double weight : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RubricPlan.defaults().weighing(Map.of("outcome", weight)))
                    .withMessageStartingWith("score.rubrics.outcome must be in [0, 1], was");
        }
    }

    @Test
    void aJudgeIsAskedOnlyWhereItsAnswerCounts() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new RubricPlan(Map.of("outcome", 1.0), 0.5, 3, true, "right?", 0.1, Graces.defaults()))
                .withMessageContaining("score.asksJudge needs the rubric judge");
    }
}
