package io.insitu.ops.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void fiveRunsGiveStudentsIntervalWithFourDegreesOfFreedom() {
        Interval interval = Interval.of(List.of(0.1, 0.2, 0.3, 0.4, 0.5));
        assertThat(interval.mean()).isCloseTo(0.3, within(1e-12));
        assertThat(interval.halfWidth()).isCloseTo(2.776 * Math.sqrt(0.025 / 5), within(1e-9));
        assertThat(interval.aboveZero()).isTrue();
    }

    @Test
    void aSingleRunNeverClaimsToBeAboveZero() {
        assertThat(Interval.of(List.of(0.9)).aboveZero()).isFalse();
    }
}
