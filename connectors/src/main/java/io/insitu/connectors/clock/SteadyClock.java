package io.insitu.connectors.clock;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wall clock, held against the machine's monotonic one: log time never goes back, so one jump ahead that is later
 * taken back would stop it for as long as the jump was wide. While the wall clock is doubted, time goes on at the
 * monotonic clock's pace. A jump of up to a day that lasts is believed in the end: the machine may have slept.
 */
final class SteadyClock {
    /** Ahead by less than this is no jump: clocks are adjusted, and virtual machines pause. */
    static final long SLACK_MS = 60_000;

    static final long LASTING_MS = 300_000;
    static final long WIDEST_MS = 86_400_000;
    private static final long NANOS = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private boolean started;
    private boolean doubted;
    private long lastMs;
    private long lastNanos;
    private long doubtedSinceNanos;

    /**
     * @param nanos the monotonic clock
     */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
    }

    /** Now. The first answer is the wall clock's: there is nothing yet to hold it against. */
    long millis() {
        long wallMs = wall.millis();
        long nowNanos = nanos.getAsLong();
        long steadyMs = lastMs + (nowNanos - lastNanos) / NANOS;
        lastMs = !started || believed(wallMs, wallMs - steadyMs, nowNanos) ? wallMs : steadyMs;
        lastNanos = nowNanos;
        started = true;
        return lastMs;
    }

    private boolean believed(long wallMs, long aheadMs, long nowNanos) {
        if (aheadMs <= SLACK_MS) {
            if (doubted) {
                LOG.atInfo().addKeyValue("wallMs", wallMs).log("the machine's clock is believed again");
            }
            doubted = false;
            return true;
        }
        if (!doubted) {
            doubted = true;
            doubtedSinceNanos = nowNanos;
            LOG.atWarn()
                    .addKeyValue("aheadMs", aheadMs)
                    .addKeyValue("wallMs", wallMs)
                    .log("the machine's clock jumped ahead of its monotonic clock and is not followed;"
                            + " if it is right, wait or restart the ticker");
        }
        if (aheadMs > WIDEST_MS || (nowNanos - doubtedSinceNanos) / NANOS < LASTING_MS) {
            return false;
        }
        LOG.atWarn().addKeyValue("aheadMs", aheadMs).log("the machine's clock stayed ahead and is followed now");
        doubted = false;
        return true;
    }
}
