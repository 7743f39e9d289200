package io.insitu.connectors.serving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An answer on its way. */
public final class Answer {
    private final String adapterId;
    private final CompletableFuture<Generated> whole = new CompletableFuture<>();
    private volatile boolean cancelled;

    Answer(String adapterId) {
        this.adapterId = adapterId;
    }

    /** Digest of the adapter that answers; empty: the base alone. Known before the first token. */
    public String adapterId() {
        return adapterId;
    }

    /** No more tokens are wanted; what there is ends the answer. */
    public void cancel() {
        cancelled = true;
    }

    public boolean done() {
        return whole.isDone();
    }

    /** Runs this when the answer has ended, well or not. */
    public void whenDone(Runnable action) {
        whole.whenComplete((generated, failure) -> action.run());
    }

    /**
     * Waits for the end.
     *
     * @throws ServingException why there is no answer
     */
    public Generated await() throws InterruptedException {
        try {
            return whole.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /**
     * Waits at most so long for the end.
     *
     * @throws TimeoutException it goes on
     * @throws ServingException why there is no answer
     */
    public Generated await(long millis) throws InterruptedException, TimeoutException {
        try {
            return whole.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static ServingException failure(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof ServingException known
                ? known
                : new ServingException("the answer failed: " + cause.getMessage(), cause);
    }

    boolean cancelled() {
        return cancelled;
    }

    void complete(Generated generated) {
        whole.complete(generated);
    }

    void fail(Throwable failure) {
        whole.completeExceptionally(failure);
    }
}
