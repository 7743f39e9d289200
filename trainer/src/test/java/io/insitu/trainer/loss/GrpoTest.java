package io.insitu.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpoTest {
    private final LossTally tally = new LossTally();

    private static Target target(double advantage, double old, double reference) {
        return new Target(1, (float) old, advantage > 0, 0.5, advantage, (float) reference, false);
    }

    @Test
    void onPolicyTheCoefficientIsTheAdvantage() {
        Grpo grpo = Grpo.defaults();
        assertThat(grpo.coefficient(target(0.75, -2, -2), -2, tally)).isCloseTo(-0.75, within(1e-12));
        assertThat(grpo.coefficient(target(-0.25, -2, -2), -2, tally)).isCloseTo(0.25, within(1e-12));
        assertThat(tally.ratioMean()).isEqualTo(1);
        assertThat(tally.clipShare()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.30, 0", // a good token that rose above 1 + high: e^0.3 = 1.35
        "1, 0.20, -1.2214", // not yet there
        "1, -0.30, -0.7408", // a good token that fell pulls on
        "-1, -0.30, 0", // a bad token that fell below 1 - low
        "-1, 0.30, 1.3499", // a bad token that rose is pushed harder
        "-1, 1.20, 0" // until the dual clip at 3
    })
    void clippingEndsThePullWhereTheRatioLeftItsSide(double advantage, double change, double coefficient) {
        double c = Grpo.defaults().coefficient(target(advantage, -3 - change, -3), -3, tally);
        assertThat(c).isCloseTo(coefficient, within(1e-4));
        assertThat(tally.clipShare()).isEqualTo(coefficient == 0 ? 1 : 0);
    }

    /** Without the dual clip a bad token's loss grows with its ratio; with it, it ends at dual times the advantage. */
    @ParameterizedTest
    @CsvSource({
        "3, 1.05, 2.8577", // e^1.05, below the clip: the ratio itself
        "3, 1.20, 3", // e^1.2 = 3.3201
        "3, 5.00, 3",
        "2, 1.05, 2",
        "0, 1.20, 3.3201" // no dual clip
    })
    void theDualClipBoundsWhatABadTokenCosts(double dual, double change, double cost) {
        double ignored = new Grpo(0.2, 0.28, 0, dual).coefficient(target(-1, -6 - change, -6), -6, tally);
        assertThat(tally.meanLoss()).isCloseTo(cost, within(1e-4));
        LossTally good = new LossTally();
        double free = new Grpo(0.2, 200, 0, dual).coefficient(target(1, -6 - change, -6), -6, good);
        assertThat(good.meanLoss()).isEqualTo(free).isCloseTo(-Math.exp(change), within(1e-3)); // not its business
    }

    @Test
    void coefficientsAreSlopesOfTheValue() {
        Grpo grpo = new Grpo(0.2, 0.28, 0.1, 0);
        for (double advantage : new double[] {-1.2, 0.7}) {
            for (double change : new double[] {-0.5, -0.1, 0.1, 0.5}) {
                Target target = target(advantage, -3 - change, -2.5);
                double slope = (value(grpo, target, -3 + 1e-6) - value(grpo, target, -3 - 1e-6)) / 2e-6;
                assertThat(grpo.coefficient(target, -3, tally)).isCloseTo(slope, within(1e-7));
            }
        }
    }

    private static double value(Grpo grpo, Target target, double logProb) {
        LossTally own = new LossTally();
        double ignored = grpo.coefficient(target, logProb, own);
        return own.meanLoss();
    }

    @Test
    void aRunawayRatioIsCutOffAndCounted() {
        double c = new Grpo(0.2, 0.28, 0.1, 0).coefficient(target(-1, -60, -60), -1, tally);
        assertThat(c).isFinite();
        assertThat(tally.skippedTokens()).isEqualTo(1);
        assertThat(tally.ratioMax()).isFinite();
    }

    @Test
    void advantagesOfAGroupSumToZeroAndAGroupOfEqualsHasNone() {
        double[] advantages = Advantages.of(new double[] {1, 0, 0, 1, 0.5});
        double sum = 0;
        for (double advantage : advantages) {
            sum += advantage;
        }
        assertThat(sum).isCloseTo(0, within(1e-12));
        assertThat(Advantages.of(new double[] {0.5, 0.5})).containsExactly(0, 0);
    }
}
