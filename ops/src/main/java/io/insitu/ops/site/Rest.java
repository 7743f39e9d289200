package io.insitu.ops.site;

import io.insitu.ops.UserError;
import java.time.Duration;

/** Brings learning on a folder to the end of its input: what still moves can be neither counted nor compared. */
public final class Rest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Rest() {}

    /**
     * Lets the live application deal with what is on the log, then stops it. A run that was stopped, or killed, has
     * facts that it has not learnt from.
     *
     * @param what the option or command that needs it, for the message
     */
    public static void bring(Site site, String what) {
        if (!site.ours()) {
            throw UserError.usage(what + ": another process works on "
                    + site.folder().root() + ", so its log moves; stop that process first");
        }
        try (Evolution live = Evolution.live(site)) {
            if (!live.awaitCaughtUp(PATIENCE)) {
                throw new UserError(what + ": learning did not reach the end of the log within " + PATIENCE.toMinutes()
                        + " min; see " + site.folder().root().resolve("insitu.log"));
            }
        }
        awaitMarkers(site, what);
    }

    /** A commit is decided before it shows: waits until everything decided can be read. */
    public static void awaitMarkers(Site site, String what) {
        try (Lag lag = new Lag(site.clients())) {
            if (!lag.awaitNoOpenTransaction(PATIENCE)) {
                throw new UserError(what + ": a transaction stayed open for " + PATIENCE.toMinutes() + " min; see "
                        + site.folder().root().resolve("insitu.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(what + ": interrupted");
        }
    }
}
