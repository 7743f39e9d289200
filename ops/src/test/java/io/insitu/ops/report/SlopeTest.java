package io.insitu.ops.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.ops.report.Slope.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlopeTest {
    @Test
    void aStraightLineIsFoundExactly() {
        Slope slope = Slope.of(List.of(new Point(1, 5), new Point(2, 7), new Point(4, 11)));
        assertThat(slope.perUnit()).isCloseTo(2, within(1e-12));
        assertThat(slope.halfWidth()).isCloseTo(0, within(1e-9));
    }

    /** x 1 to 5, y 2, 4, 5, 4, 5: slope 0.6, its standard error sqrt(2.4 / 3 / 10), t of 3 degrees 3.182. */
    @Test
    void whatScattersHasAnInterval() {
        Slope slope =
                Slope.of(List.of(new Point(1, 2), new Point(2, 4), new Point(3, 5), new Point(4, 4), new Point(5, 5)));
        assertThat(slope.perUnit()).isCloseTo(0.6, within(1e-12));
        assertThat(slope.halfWidth()).isCloseTo(3.182 * Math.sqrt(0.08), within(1e-9));
    }

    @Test
    void twoPointsHaveNone() {
        Slope slope = Slope.of(List.of(new Point(0, 1), new Point(10, 6)));
        assertThat(slope.perUnit()).isCloseTo(0.5, within(1e-12));
        assertThat(slope.halfWidth()).isNaN();
        assertThatThrownBy(() -> Slope.of(List.of(new Point(1, 1), new Point(1, 2))))
                .hasMessageContaining("two points of different units");
    }
}
