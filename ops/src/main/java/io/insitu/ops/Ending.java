package io.insitu.ops;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: the main thread is asked to stop, and is given time to put everything away before the JVM goes. */
public final class Ending implements AutoCloseable {
    private static final int PATIENCE_S = 60;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private Ending() {}

    /** Listens from now on. Open it before, and so close it after, whatever is to be put away. */
    public static Ending onSignal() {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::await, "insitu-shutdown"));
        return ending;
    }

    /** Counted down when it is time to stop. */
    public CountDownLatch asked() {
        return asked;
    }

    /** Everything is put away. */
    @Override
    public void close() {
        done.countDown();
    }

    private void await() {
        asked.countDown();
        try {
            if (!done.await(PATIENCE_S, TimeUnit.SECONDS)) {
                System.err.println("insitu: gave up waiting for a clean end; the log is kept");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
