package io.insitu.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ranks from the tables of the sign test (Conover, Practical Nonparametric Statistics). */
class MedianIntervalTest {
    @Test
    void tenMeasurementsAreCutByOneAtEachEnd() {
        assertThat(ofFirst(10)).isEqualTo(new MedianInterval(2, 5, 9));
    }

    @Test
    void fiftyByFourteen() {
        assertThat(ofFirst(50)).isEqualTo(new MedianInterval(18, 25, 33));
    }

    @Test
    void fewAllowNothingNarrower() {
        assertThat(ofFirst(5)).isEqualTo(new MedianInterval(1, 3, 5));
        assertThat(ofFirst(0)).isEqualTo(new MedianInterval(-1, -1, -1));
    }

    private static MedianInterval ofFirst(int n) {
        return MedianInterval.of(
                new Percentiles(IntStream.rangeClosed(1, n).asDoubleStream().toArray()));
    }
}
