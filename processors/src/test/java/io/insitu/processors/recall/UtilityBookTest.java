package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.event.Utility;
import org.junit.jupiter.api.Test;

class UtilityBookTest {
    private static final double EXACT = 1e-12;

    private final UtilityBook book = new UtilityBook(0.3);

    @Test
    void aUseMovesUtilityByAlphaTowardsWhatItEarned() {
        Utility won = book.used(new Utility(0.5, 0, 0, 0, 0), true);
        assertThat(won.getQ()).isCloseTo(0.65, within(EXACT)); // 0.5 + 0.3 (1 - 0.5)
        Utility lost = book.used(won, false);
        assertThat(lost.getQ()).isCloseTo(0.455, within(EXACT)); // 0.65 + 0.3 (0 - 0.65)
        assertThat(lost.getUses()).isEqualTo(2);
        assertThat(lost.getWins()).isEqualTo(1);
    }

    @Test
    void beingWithheldIsCountedAndMovesNothing() {
        Utility withheld = book.withheld(new Utility(0.5, 4, 3, 1, 0), true);
        assertThat(withheld).isEqualTo(new Utility(0.5, 4, 3, 2, 1));
    }

    @Test
    void liftIsSuccessWithItMinusSuccessWithoutIt() {
        assertThat(UtilityBook.lift(new Utility(0.9, 4, 3, 10, 2))).isCloseTo(0.55, within(EXACT));
    }

    @Test
    void withoutUsesOnBothSidesThereIsNoLift() {
        assertThat(UtilityBook.lift(new Utility(0.9, 0, 0, 10, 2))).isZero();
        assertThat(UtilityBook.lift(new Utility(0.9, 4, 3, 0, 0))).isZero();
    }
}
