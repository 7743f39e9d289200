package io.insitu.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NftTest {
    private final Nft nft = new Nft();
    private final LossTally tally = new LossTally();

    private static Target target(float weight, float oldLogProb, boolean correct, double rate) {
        return new Target(weight, oldLogProb, correct, rate, 0, Float.NaN, false);
    }

    @Test
    void onPolicyTheCoefficientIsTheAdvantageRewardMinusRate() {
        assertThat(nft.coefficient(target(1, -2, true, 0.25), -2, tally)).isCloseTo(-0.75, within(1e-12));
        assertThat(nft.coefficient(target(1, -2, false, 0.25), -2, tally)).isCloseTo(0.25, within(1e-12));
        assertThat(tally.ratioMean()).isEqualTo(1);
    }

    @Test
    void aGroupWithoutSpreadIsKeptAwayFromDivisionByZero() {
        assertThat(nft.coefficient(target(1, -2, false, 1), -2, tally)).isFinite();
        assertThat(nft.coefficient(target(1, -2, true, 0), -2, tally)).isCloseTo(-0.98, within(1e-12));
    }

    @Test
    void aRunawayRatioNoLongerPulls() {
        assertThat(nft.coefficient(target(1, -30, false, 0.5), -1, tally)).isZero();
        assertThat(tally.clipShare()).isEqualTo(1);
    }

    @Test
    void aCorrectTokenIsPulledAlikeHoweverFarItHasCome() {
        double usual = nft.coefficient(target(1, -2, true, 0.5), -2, tally);
        assertThat(nft.coefficient(target(1, -30, true, 0.5), -1, tally)).isEqualTo(usual);
        assertThat(tally.clipShare()).isZero();
        assertThat(tally.meanLoss()).isEqualTo(-0.5 * 29 / 2);
        assertThat(tally.ratioMax()).isEqualTo(StrictMath.exp(10));
    }

    /** A float's rounding to either side of an unchanged policy, which lies on the clamp, is no clip; a change is. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1e-6, 0", "-1e-6, 0", "2e-4, 0", "-2e-4, 0", "0.01, 1", "0.3, 1", "-0.3, 0"})
    void whatIsClippedIsMoreThanRounding(double change, double share) {
        for (double q : new double[] {0.1, 0.5, 0.9}) {
            LossTally own = new LossTally();
            double c = nft.coefficient(target(1, -2, false, q), -2 + change, own);
            assertThat(own.clipShare()).isEqualTo(share);
            double rho = Math.exp(change); // the formula of arXiv 2505.18116, which what is counted must not touch
            assertThat(c).isCloseTo(q * rho / Math.max((1 - q * rho) / (1 - q), 1), within(1e-9));
        }
    }

    @Test
    void aWrongTokenThatBecameRarerIsPushedLess() {
        double same = nft.coefficient(target(1, -2, false, 0.5), -2, tally);
        double rarer = nft.coefficient(target(1, -2, false, 0.5), -3, tally);
        assertThat(rarer).isPositive().isLessThan(same);
    }
}
