package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rests are asked of a hand that counts them, so that no clock decides. */
class PaceTest {
    private long now;
    private long rested;

    private final Pace pace = new Pace(10, () -> now, nanos -> {
        rested += nanos;
        now += nanos;
    });

    @Test
    void afterAPieceOfWorkItRestsThreeTimesAsLong() {
        worksFor(600_000);
        assertThat(rested).isEqualTo(1_800_000);
    }

    @Test
    void aShortPieceIsAddedToTheNext() {
        worksFor(300_000);
        assertThat(rested).isZero();
        worksFor(300_000);
        assertThat(rested).isEqualTo(1_800_000);
    }

    @Test
    void allRestsTogetherAreBounded() {
        for (int piece = 0; piece < 100; piece++) {
            worksFor(1_000_000);
        }
        assertThat(rested).isEqualTo(10_000_000);
    }

    private void worksFor(long nanos) {
        now += nanos;
        pace.breathe();
    }
}
