package io.insitu.connectors.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final long START_MS = 1_700_000_000_000L;
    private static final long FIFTY_YEARS_MS = 50L * 365 * 86_400_000;

    private long passedMs;
    private long aheadMs;
    private final SteadyClock clock =
            new SteadyClock(() -> Instant.ofEpochMilli(START_MS + passedMs + aheadMs), () -> 77 + passedMs * 1_000_000);

    @Test
    void aClockThatKeepsTimeIsFollowedHoweverRarelyItIsAsked() {
        assertThat(after(0)).isZero();
        assertThat(after(1_000)).isEqualTo(1_000);
        assertThat(after(900_000_000)).isEqualTo(900_001_000);
    }

    @Test
    void aClockThatIsAdjustedIsFollowed() {
        after(0);
        aheadMs = 2_000;
        assertThat(after(1_000)).isEqualTo(3_000);
        aheadMs = -5_000;
        assertThat(after(1_000)).isEqualTo(-3_000);
    }

    @Test
    void aJumpAheadAndBackLeavesNoTrace() {
        after(0);
        aheadMs = FIFTY_YEARS_MS;
        assertThat(after(1_000)).isEqualTo(1_000);
        assertThat(after(600_000)).as("time goes on meanwhile").isEqualTo(601_000);
        aheadMs = 0;
        assertThat(after(1_000)).isEqualTo(602_000);
    }

    @Test
    void aJumpOfHoursThatLastsIsBelieved() {
        after(0);
        aheadMs = 8 * 3_600_000;
        assertThat(after(1_000)).isEqualTo(1_000);
        assertThat(after(299_000)).isEqualTo(300_000);
        assertThat(after(1_000)).isEqualTo(301_000 + aheadMs);
        assertThat(after(1_000)).isEqualTo(302_000 + aheadMs);
    }

    @Test
    void aDoubtThatWasClearedBeginsAnew() {
        after(0);
        aheadMs = 3_600_000;
        after(200_000);
        aheadMs = 0;
        after(1_000);
        aheadMs = 3_600_000;
        assertThat(after(200_000)).isEqualTo(401_000);
    }

    /** What it says so much later, since the start. */
    private long after(long moreMs) {
        passedMs += moreMs;
        return clock.millis() - START_MS;
    }
}
