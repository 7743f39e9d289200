package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FisherExactTest {
    @Test
    void theLadyTastingTeaIsRightAboutAllFourCupsOnceInSeventy() {
        assertThat(FisherExact.oneSided(4, 0, 0, 4)).isEqualTo(1.0 / 70, within(1e-12));
    }

    @Test
    void aCallEveryAttemptMadeExplainsNothing() {
        assertThat(FisherExact.oneSided(5, 7, 0, 0)).isEqualTo(1.0, within(1e-12));
    }
}
