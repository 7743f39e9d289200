package io.insitu.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossTallyTest {
    private static final Target TARGET = new Target(1, -2, true, 0.5, 1, Float.NaN, false);

    @Test
    void whatALossDoesNotHaveIsNotThere() {
        LossTally tally = new LossTally();
        double ignored = new MaskedSft().coefficient(TARGET, -2, tally);
        assertThat(tally.targets()).isEqualTo(1);
        assertThat(tally.meanLoss()).isEqualTo(2);
        assertThat(tally.ratioMean()).isNull();
        assertThat(tally.ratioMax()).isNull();
        assertThat(tally.clipShare()).isNull();
        assertThat(tally.divergence()).isNull();
        assertThat(tally.cappedTokens()).isNull();
        assertThat(tally.margin()).isNull();
    }

    @Test
    void whatItHasStaysThereWhenShardsWithoutItAreAdded() {
        LossTally tally = new LossTally();
        double ignored = Grpo.defaults().coefficient(TARGET, -2, tally);
        tally.pair(0.5, 3);
        tally.compared(-2, -2);
        tally.add(new LossTally());
        LossTally sum = new LossTally();
        sum.add(tally);
        assertThat(sum.ratioMean()).isEqualTo(1);
        assertThat(sum.ratioMax()).isEqualTo(1);
        assertThat(sum.clipShare()).isZero();
        assertThat(sum.margin()).isEqualTo(3);
        assertThat(sum.divergence()).isZero();
    }

    /** A difference is clamped at 20 either way before it is exponentiated, and how often is reported. */
    @Test
    void differencesThatAreCutOffAreCounted() {
        LossTally tally = new LossTally();
        tally.compared(-1, -20.5);
        tally.compared(-20.5, -1);
        assertThat(tally.cappedTokens()).isZero();
        tally.compared(-1, -25);
        tally.compared(-25, -1);
        assertThat(tally.cappedTokens()).isEqualTo(2);
        LossTally sum = new LossTally();
        sum.add(tally);
        assertThat(sum.cappedTokens()).isEqualTo(2);
        assertThat(sum.divergence()).isFinite();
    }
}
