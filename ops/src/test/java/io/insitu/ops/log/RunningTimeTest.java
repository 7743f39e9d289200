package io.insitu.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunningTimeTest {
    private final RunningTime running = new RunningTime();

    @Test
    void anIdleProcessTicksAndCounts() {
        ticks(0, 3_600_000);

        assertThat(running.seconds()).isEqualTo(3_600);
    }

    @Test
    void theTimeBetweenAStopAndTheNextStartIsNotCounted() {
        ticks(86_400_000, 86_430_000); // the second start is told first: partitions are read one after the other
        ticks(0, 20_000);

        assertThat(running.seconds()).isEqualTo(50);
    }

    @Test
    void oneMissedTickIsNoStop() {
        running.note(0);
        running.note(2_000);

        assertThat(running.seconds()).isEqualTo(2);
    }

    @Test
    void aPartIsMeasuredFromItsFirstToItsLastTime() {
        ticks(0, 100_000);

        assertThat(running.secondsBetween(10_000, 30_000)).isEqualTo(20);
    }

    @Test
    void nothingTakesNoTime() {
        assertThat(running.seconds()).isZero();
    }

    private void ticks(long fromMs, long toMs) {
        for (long at = fromMs; at <= toMs; at += 1_000) {
            running.note(at);
            running.note(at); // one for each partition
        }
    }
}
