package io.insitu.trainer.step;

import io.insitu.trainer.model.Decoder;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Threads, and for each of them a decoder of its own; or the caller's thread, where there is one decoder only. */
final class Lanes {
    /** The one used last is used next: where few work at once, few have memory. */
    private final Deque<Decoder> free = new ConcurrentLinkedDeque<>();

    private final @Nullable ExecutorService pool;

    /** Something to do on any one lane. */
    interface Work<T> {
        T on(Decoder decoder);
    }

    private Lanes(int decoders, Supplier<Decoder> open, @Nullable ExecutorService pool) {
        this.pool = pool;
        for (int i = 0; i < decoders; i++) {
            free.add(open.get());
        }
    }

    static Lanes of(int threads, Supplier<Decoder> open) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "insitu-trainer");
            thread.setDaemon(true);
            return thread;
        });
        return new Lanes(threads, open, pool);
    }

    /** Whatever is submitted is done, or fails, before {@link #submit} returns. */
    static Lanes inline(Supplier<Decoder> open) {
        return new Lanes(1, open, null);
    }

    <T> Future<T> submit(Work<T> work) {
        return pool == null ? CompletableFuture.completedFuture(on(work)) : pool.submit(() -> on(work));
    }

    private <T> T on(Work<T> work) {
        Decoder lane = free.pop(); // there are as many lanes as threads
        try {
            return work.on(lane);
        } finally {
            free.push(lane);
        }
    }

    static <T> T await(Future<T> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a shard failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training", e);
        }
    }

    /** Ends what runs and frees what it used; false when something still runs and nothing was freed. */
    boolean close() {
        if (pool != null && !ended(pool)) {
            return false;
        }
        free.forEach(Decoder::close);
        return true;
    }

    private static boolean ended(ExecutorService pool) {
        pool.shutdown();
        try {
            return pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
