package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupAdvantageTest {
    @Test
    void aSuccessAmongThreeFailuresStandsOut() {
        GroupAdvantage group = GroupAdvantage.of(List.of(1.0, -1.0, -1.0, -1.0));
        assertThat(group.mean()).isEqualTo(-0.5);
        assertThat(group.deviation()).isEqualTo(1.0);
        assertThat(group.of(1.0)).isCloseTo(1.5 / 1.0001, within(1e-12));
        assertThat(group.of(-1.0)).isCloseTo(-0.5 / 1.0001, within(1e-12));
    }

    @Test
    void withoutSpreadNobodyIsBetter() {
        assertThat(GroupAdvantage.of(List.of(0.1, 0.1, 0.1)).of(0.1)).isZero();
        assertThat(GroupAdvantage.of(List.of(1.0)).of(1.0)).isZero();
        assertThat(GroupAdvantage.of(List.of()).mean()).isZero();
    }
}
