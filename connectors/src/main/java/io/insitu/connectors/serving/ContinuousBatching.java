package io.insitu.connectors.serving;

import ai.onnxruntime.OrtException;
import io.insitu.connectors.serving.ServingException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Answers many requests at once: one thread takes everyone a token further in one call of the model, whatever their
 * adapters; who comes joins between two steps, who is through leaves. Drawing is by each request's own seed, so company
 * changes nothing but rounding.
 */
public final class ContinuousBatching implements AutoCloseable {
    private final AgentRuntime runtime;
    private final ServingLimits limits;
    private final Object lock = new Object();
    private final Deque<Seat> queue = new ArrayDeque<>();
    private final Batch batch;
    private final Thread thread;
    private int seated;
    private boolean closing;

    public ContinuousBatching(AgentRuntime runtime, ServingLimits limits) {
        this.runtime = runtime;
        this.limits = limits;
        this.batch = new Batch(runtime.session(), limits);
        this.thread = new Thread(this::run, "continuous-batching");
        this.thread.setDaemon(true);
        this.thread.setPriority(Thread.NORM_PRIORITY); // also when whoever opens it may wait
        this.thread.start();
    }

    public ServingLimits limits() {
        return limits;
    }

    /** Positions that each request may have while as many as can be are answered at once. */
    public int positionsTogether() {
        long each = limits.cacheBytes()
                / limits.concurrent()
                / KvCache.bytesPerPosition(runtime.session().config());
        return (int) Math.min(runtime.context(), each);
    }

    /**
     * Takes a request.
     *
     * @throws ServingException it cannot be answered, or not now
     */
    public Answer submit(Ask ask) {
        check(ask);
        synchronized (lock) {
            if (closing) {
                throw new ServingException(Kind.BUSY, "serving has ended");
            }
            if (seated + queue.size() >= limits.concurrent() + limits.queued()) {
                throw new ServingException(
                        Kind.BUSY,
                        limits.concurrent() + " requests are answered and " + limits.queued()
                                + " wait already; ask again later");
            }
            AdapterSlot slot = runtime.join(ask.who());
            Answer answer = new Answer(slot.id());
            queue.add(new Seat(ask, answer, slot, runtime.context()));
            lock.notifyAll();
            return answer;
        }
    }

    private void check(Ask ask) {
        int vocabulary = runtime.config().vocabSize();
        int length = ask.prompt().length;
        if (length == 0) {
            throw new ServingException(Kind.ASKED_WRONG, "the prompt is empty");
        }
        for (int token : ask.prompt()) {
            if (token < 0 || token >= vocabulary) {
                throw new ServingException(
                        Kind.ASKED_WRONG, "token " + token + " is outside the vocabulary of " + vocabulary);
            }
        }
        if (length >= runtime.context()) {
            throw new ServingException(
                    Kind.ASKED_WRONG,
                    "a prompt of " + length + " tokens leaves no room in a context of " + runtime.context());
        }
        if (ask.sampling().maxTokens() > limits.answerTokens()) {
            throw new ServingException(
                    Kind.ASKED_WRONG,
                    ask.sampling().maxTokens() + " tokens are more than one answer may have, " + limits.answerTokens());
        }
        int positions = Seat.positions(ask, runtime.context());
        if (!batch.fits(1, positions)) {
            throw new ServingException(
                    Kind.ASKED_WRONG,
                    "prompt and answer of " + positions + " tokens need more memory than serving.cacheBytes, "
                            + limits.cacheBytes() + "; ask for a shorter answer, or serve with more");
        }
    }

    private void run() {
        while (awaitWork()) {
            try {
                dismiss();
                release(batch.read());
                release(batch.step());
                seatNext();
            } catch (OrtException | RuntimeException | Error e) {
                failAll(e);
            }
        }
        ServingException ended = new ServingException(Kind.BUSY, "serving has ended");
        failAll(ended);
        failQueue(ended);
        batch.close();
    }

    /** Waits for somebody to answer; false: it is over. */
    private boolean awaitWork() {
        synchronized (lock) {
            while (!closing && batch.size() == 0) {
                seatNext();
                if (batch.size() > 0) {
                    break;
                }
                batch.rest();
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return !closing;
        }
    }

    /** First come, first seated: nobody overtakes a request that needs more room. */
    private void seatNext() {
        synchronized (lock) {
            Seat first = queue.peek();
            if (first != null && batch.hasRoomFor(first.positions())) {
                batch.add(queue.remove());
                seated++;
            }
        }
    }

    /** Ends the requests that nobody waits for any more. */
    private void dismiss() {
        for (Seat seat : batch.seats()) {
            if (seat.answer().cancelled()) {
                batch.remove(seat);
                seat.end(Generated.Finish.CANCELLED);
                release(List.of(seat));
            }
        }
        List<Seat> gone = new ArrayList<>();
        synchronized (lock) {
            queue.stream().filter(seat -> seat.answer().cancelled()).forEach(gone::add);
            queue.removeAll(gone);
        }
        for (Seat seat : gone) {
            runtime.leave(seat.slot());
            seat.end(Generated.Finish.CANCELLED);
            seat.tell();
        }
    }

    /** Gives everything back before anybody hears that the request is over. */
    private void release(List<Seat> over) {
        for (Seat seat : over) {
            runtime.leave(seat.slot());
            synchronized (lock) {
                seated--;
            }
            seat.tell();
        }
    }

    /** The model could not be run: whoever was in that call is told so, the next ones are tried anew. */
    private void failAll(Throwable cause) {
        List<Seat> all = batch.seats();
        batch.clear();
        all.forEach(seat -> seat.end(cause));
        release(all);
    }

    /** Nobody will be seated any more. */
    private void failQueue(Throwable cause) {
        List<Seat> all;
        synchronized (lock) {
            all = List.copyOf(queue);
            queue.clear();
        }
        for (Seat seat : all) {
            runtime.leave(seat.slot());
            seat.end(cause);
            seat.tell();
        }
    }

    /** Ends the thread; requests under way fail. */
    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
