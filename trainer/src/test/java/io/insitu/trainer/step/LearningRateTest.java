package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateTest {
    @ParameterizedTest
    @CsvSource({"1, 0.25", "2, 0.5", "3, 0.75", "4, 1", "8, 0.55", "12, 0.1", "13, 0.1", "1000, 0.1"})
    void itRisesInAStraightLineAndFallsAlongACosineToItsFloor(int step, double share) {
        assertThat(new LearningRate(2, 4, 12, 0.1).at(step)).isCloseTo(2 * share, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "0, 2", "1, 2", "2, 2", "0, 5", "3, 5", "5, 5"})
    void howeverShortARunIsOneStepHasTheWholeRate(int warmUp, int steps) {
        LearningRate rate = new LearningRate(2e-4, warmUp, steps, 0.1);
        double most = 0;
        for (int step = 1; step <= steps; step++) {
            most = Math.max(most, rate.at(step));
        }
        assertThat(most).isEqualTo(2e-4);
    }

    @Test
    void aConstantRateStays() {
        assertThat(LearningRate.constant(0.3).at(1)).isEqualTo(0.3);
        assertThat(LearningRate.constant(0.3).at(99)).isEqualTo(0.3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateThatIsNoPositiveNumberIsRefused(double peak) {
        assertThatThrownBy(() -> new LearningRate(peak, 0, 1, 0)).hasMessageContaining("no such learning rate");
    }
}
